package io.qubinode.mcp.assistant.document.ranking;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes one ranking of several whose scores cannot be compared: each gives an item the more, the higher it ranks it.
 *
 * @see <a href="https://plg.uwaterloo.ca/~gvcormac/cormacksigir09-rrf.pdf">Cormack, Clarke, Büttcher: Reciprocal Rank Fusion</a>
 */
public final class ReciprocalRankFusion {

    // The paper's constant: high enough that no single ranking decides alone.
    private static final int K = 60;

    private ReciprocalRankFusion() {}

    /**
     * One ranking.
     *
     * @param items best first, each once
     * @param weight how much it counts
     */
    public record Ranking<T>(List<T> items, double weight) {

        public Ranking {
            items = List.copyOf(items);
        }
    }

    /** An item and its share of the best possible score, 0 to 1. */
    public record Fused<T>(T item, double score) {}

    /** All items of all rankings, best first; of equals the one that comes first in an earlier ranking. */
    public static <T> List<Fused<T>> fuse(List<Ranking<T>> rankings) {
        double best = rankings.stream()
                .mapToDouble(ranking -> ranking.weight / (K + 1))
                .sum();
        Map<T, Double> scores = new LinkedHashMap<>();
        for (Ranking<T> ranking : rankings) {
            for (int i = 0; i < ranking.items.size(); i++) {
                scores.merge(ranking.items.get(i), ranking.weight / (K + i + 1), Double::sum);
            }
        }
        return scores.entrySet().stream()
                .map(entry -> new Fused<>(entry.getKey(), Math.min(1, entry.getValue() / best)))
                .sorted(Comparator.comparingDouble((Fused<T> fused) -> -fused.score))
                .toList();
    }
}
