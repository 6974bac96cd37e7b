package io.qubinode.mcp.assistant.document.ranking;

import static java.util.Objects.requireNonNull;

import io.qubinode.mcp.assistant.document.Passage;

/**
 * A passage that may be shown.
 *
 * @param document the key of its document
 * @param passage the passage itself
 * @param score how well it fits; comparable within one search only
 */
public record Candidate(String document, Passage passage, double score) {

    public Candidate {
        requireNonNull(document);
        requireNonNull(passage);
    }
}
