package io.qubinode.mcp.assistant.document;

import io.qubinode.mcp.security.core.ToolException;

/** Finds passages of the documents. Safe to use from any thread that may block. */
public interface DocumentIndex {

    /**
     * The passages that fit a question best.
     *
     * @param search what is looked for
     * @throws ToolException {@code wrong_state} while there is nothing to search in yet; {@code backend_unavailable} when the
     *     index cannot be read
     */
    Findings search(Search search);

    /** How the index is now. */
    IndexStatus status();
}
