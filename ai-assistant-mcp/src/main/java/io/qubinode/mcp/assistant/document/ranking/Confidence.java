package io.qubinode.mcp.assistant.document.ranking;

/**
 * Whether what was found probably answers the question.
 *
 * @param likeness cosine of the question and the passage that is nearest in meaning, -1 to 1
 * @param coverage share of the question's words, weighted by how much they tell, that the best passage for it has, 0 to 1
 */
public record Confidence(double likeness, double coverage) {

    /** Nothing was found. */
    public static final Confidence NONE = new Confidence(0, 0);

    public boolean enough() {
        return likeness + coverage >= 0.9;
    }
}
