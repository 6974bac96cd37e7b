package io.qubinode.mcp.assistant.document;

import static java.util.Objects.requireNonNull;

/**
 * A passage that was found.
 *
 * @param passage what was found
 * @param score how well it fits, 0 to 1; comparable within one search only
 */
public record RankedPassage(Passage passage, double score) {

    public RankedPassage {
        requireNonNull(passage);
        if (!(score >= 0 && score <= 1)) {
            throw new IllegalArgumentException("Not a score: " + score);
        }
    }
}
