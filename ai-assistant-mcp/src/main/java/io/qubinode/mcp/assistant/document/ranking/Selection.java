package io.qubinode.mcp.assistant.document.ranking;

import io.qubinode.mcp.assistant.document.Passage;
import io.qubinode.mcp.assistant.document.RankedPassage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Chooses from ranked passages those to show: several documents rather than many parts of one, and nothing twice. */
public final class Selection {

    private static final int MOST_OF_A_DOCUMENT = 3;

    /** Share of common words from which two passages say the same. */
    private static final double SAME = 0.8;

    private Selection() {}

    public static List<RankedPassage> of(List<RankedPassage> ranked, int most) {
        var chosen = new ArrayList<RankedPassage>();
        var words = new ArrayList<Set<String>>();
        Map<String, Integer> ofDocument = new HashMap<>();
        for (RankedPassage candidate : ranked) {
            Passage passage = candidate.passage();
            Set<String> its = Set.copyOf(
                    Arrays.asList(passage.text().toLowerCase(Locale.ROOT).split("\\W+")));
            if (chosen.size() == most) {
                break;
            }
            if (ofDocument.getOrDefault(passage.source(), 0) < MOST_OF_A_DOCUMENT
                    && words.stream().noneMatch(other -> alike(its, other))) {
                chosen.add(candidate);
                words.add(its);
                ofDocument.merge(passage.source(), 1, Integer::sum);
            }
        }
        return chosen;
    }

    private static boolean alike(Set<String> one, Set<String> other) {
        var common = new HashSet<>(one);
        common.retainAll(other);
        return common.size() >= SAME * (one.size() + other.size() - common.size());
    }
}
