package io.qubinode.mcp.assistant.document.ranking;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Ranks passages by their documents too: what fits as a whole, and in several places, before what fits in one. */
public final class WholeDocuments {

    /** How much the ranking of whole documents counts beside a passage's own score. */
    private static final double BY_WORDS = 0.3;

    /** How slowly that falls with the rank. */
    private static final int SLOWLY = 20;

    /** How much a document's best passages count together beside one's own score. */
    private static final double TOGETHER = 0.7;

    /** How many of them count, each half as much as the one before. */
    private static final int COUNTED = 3;

    private WholeDocuments() {}

    /**
     * The same passages in their new order.
     *
     * @param ranked passages, best first
     * @param documents keys of documents, those first that have the words of the question most
     */
    public static List<Candidate> of(List<Candidate> ranked, List<String> documents) {
        Map<String, Double> shares = shares(documents);
        List<Candidate> scored = byScore(ranked.stream()
                .map(candidate -> candidate.withScore(
                        (candidate.score() + BY_WORDS * shares.getOrDefault(candidate.document(), 0.0))
                                / (1 + BY_WORDS)))
                .toList());
        if (scored.isEmpty()) {
            return scored;
        }
        Map<String, Double> together = together(scored);
        double most = together.values().stream()
                .mapToDouble(Double::doubleValue)
                .max()
                .orElseThrow();
        double best = scored.getFirst().score();
        return byScore(scored.stream()
                .map(candidate -> {
                    double ofDocument = best * together.get(candidate.document()) / most;
                    return candidate.withScore((candidate.score() + TOGETHER * ofDocument) / (1 + TOGETHER));
                })
                .toList());
    }

    private static Map<String, Double> shares(List<String> documents) {
        Map<String, Double> shares = new HashMap<>();
        for (int rank = 0; rank < documents.size(); rank++) {
            shares.putIfAbsent(documents.get(rank), (SLOWLY + 1.0) / (SLOWLY + 1 + rank));
        }
        return shares;
    }

    private static Map<String, Double> together(List<Candidate> scored) {
        Map<String, List<Double>> scores = new HashMap<>();
        scored.forEach(candidate -> scores.computeIfAbsent(candidate.document(), key -> new ArrayList<>())
                .add(candidate.score()));
        Map<String, Double> sums = new HashMap<>();
        scores.forEach((document, ofPassages) -> {
            double sum = 0;
            for (int i = 0; i < Math.min(COUNTED, ofPassages.size()); i++) {
                sum += ofPassages.get(i) / (1 << i);
            }
            sums.put(document, sum);
        });
        return sums;
    }

    private static List<Candidate> byScore(List<Candidate> candidates) {
        return candidates.stream()
                .sorted(Comparator.comparingDouble(candidate -> -candidate.score()))
                .toList();
    }
}
