package io.qubinode.mcp.assistant.document.ranking;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Chooses from ranked passages those to show: several documents rather than many parts of one, and nothing twice. */
public final class Selection {

    private static final int MOST_OF_A_DOCUMENT = 4;

    /** Share of common words from which two passages say the same. */
    private static final double SAME = 0.8;

    private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");

    private Selection() {}

    /** The best, at most so many. */
    public static List<Candidate> of(List<Candidate> ranked, int most) {
        var chosen = new ArrayList<Candidate>();
        var texts = new ArrayList<Set<String>>();
        Map<String, Integer> ofDocument = new HashMap<>();
        for (Candidate candidate : ranked) {
            if (chosen.size() == most) {
                break;
            }
            Set<String> words = words(candidate.passage().text());
            if (ofDocument.getOrDefault(candidate.document(), 0) < MOST_OF_A_DOCUMENT
                    && texts.stream().noneMatch(other -> alike(words, other))) {
                chosen.add(candidate);
                texts.add(words);
                ofDocument.merge(candidate.document(), 1, Integer::sum);
            }
        }
        return chosen;
    }

    private static Set<String> words(String text) {
        return new HashSet<>(Arrays.asList(NO_WORD.split(text.toLowerCase(Locale.ROOT))));
    }

    private static boolean alike(Set<String> one, Set<String> other) {
        var common = new HashSet<>(one);
        common.retainAll(other);
        return common.size() >= SAME * (one.size() + other.size() - common.size());
    }
}
