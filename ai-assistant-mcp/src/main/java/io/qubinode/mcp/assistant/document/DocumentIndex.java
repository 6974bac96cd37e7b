package io.qubinode.mcp.assistant.document;

import io.qubinode.mcp.security.gate.ToolException;

/** Finds passages of the documents. Safe to use from any thread that may block. */
public interface DocumentIndex {

    /**
     * The passages that fit a question best.
     *
     * @param query in natural language, or words and names
     * @param most how many at most
     * @throws ToolException {@code wrong_state} while there is nothing to search in yet; {@code backend_unavailable} when the
     *     index cannot be read
     */
    Findings search(String query, int most);

    /** How the index is now. */
    IndexStatus status();
}
