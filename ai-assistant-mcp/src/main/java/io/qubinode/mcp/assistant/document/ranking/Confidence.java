package io.qubinode.mcp.assistant.document.ranking;

/**
 * Whether what was found probably answers the question.
 *
 * @param likeness cosine of the question and the passage that is nearest in meaning, -1 to 1
 * @param coverage share of the question's words, weighted by how much they tell, that the best passage for it has, 0 to 1
 */
public record Confidence(double likeness, double coverage) {

    /**
     * Chosen on questions of which a part has no answer: of these nearly all lie below, of the others less than one in ten.
     * Both measures are needed: what the documents do not have at all is far in meaning, and what they merely mention lacks
     * the words that tell most.
     */
    private static final double ENOUGH = 0.345;

    private static final double WEIGHT_OF_COVERAGE = 0.6;

    /** Nothing was found. */
    public static final Confidence NONE = new Confidence(0, 0);

    /** Whether it is enough to say that the question is answered. */
    public boolean enough() {
        return (1 - WEIGHT_OF_COVERAGE) * likeness + WEIGHT_OF_COVERAGE * coverage >= ENOUGH;
    }
}
