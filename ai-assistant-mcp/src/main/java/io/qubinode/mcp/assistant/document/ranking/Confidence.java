package io.qubinode.mcp.assistant.document.ranking;

/**
 * Whether what was found probably answers the question.
 *
 * @param likeness cosine of the question and the passage that is nearest in meaning to the first model, -1 to 1
 * @param second the same to the second model, to which nothing is less alike than about one half
 * @param coverage share of the question's words, weighted by how much they tell, that the best passage for it has, 0 to 1
 */
public record Confidence(double similarity, double second, double coverage) {

    /**
     * Chosen on questions of which a part has no answer: of these nearly all lie below, of the others less than one in ten.
     * All measures are needed: what the documents do not have at all is far in meaning, and what they merely mention lacks
     * the words that tell most.
     */
    private static final double ENOUGH = 0.3745;

    private static final double WEIGHT_OF_LIKENESS = 0.64;
    private static final double WEIGHT_OF_SECOND = 0.224;
    private static final double WEIGHT_OF_COVERAGE = 0.2;
    private static final double LEAST_OF_SECOND = 0.5;

    /** The least coverage where nothing is known but words: of the same questions 3 of 7 lie below, and 8 of 53 with an answer. */
    private static final double ENOUGH_WORDS = 0.3;

    /** Whether it is enough to say that the question is answered. */
    public boolean enough() {
        double all = WEIGHT_OF_LIKENESS * similarity
                + WEIGHT_OF_SECOND * (second - LEAST_OF_SECOND)
                + WEIGHT_OF_COVERAGE * coverage;
        return all >= ENOUGH;
    }

    /**
     * The same by words alone, for models whose likenesses are not known: worse, for what is said in other words counts as not
     * answered, and what is merely mentioned as answered.
     */
    public static boolean enoughWords(double coverage) {
        return coverage >= ENOUGH_WORDS;
    }
}
