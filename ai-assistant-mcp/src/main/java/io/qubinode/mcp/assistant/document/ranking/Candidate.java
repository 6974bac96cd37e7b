package io.qubinode.mcp.assistant.document.ranking;

import static java.util.Objects.requireNonNull;

import io.qubinode.mcp.assistant.document.Passage;

/**
 * A passage that may be shown.
 *
 * @param document the key of its document
 * @param place its place in the document, from 0
 * @param passage the passage itself
 * @param score how well it fits, 0 to 1
 */
public record Candidate(String document, int place, Passage passage, double score) {

    public Candidate {
        requireNonNull(document);
        requireNonNull(passage);
    }

    /** The same with another score. */
    Candidate withScore(double other) {
        return new Candidate(document, place, passage, other);
    }
}
