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

    /** So many are the best, of whatever document. */
    private static final int BEST = 5;

    /** Share of common words from which two passages say the same. */
    private static final double SAME = 0.8;

    private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");

    private final int most;
    private final List<Candidate> chosen = new ArrayList<>();
    private final List<Set<String>> texts = new ArrayList<>();
    private final Map<String, Integer> ofDocument = new HashMap<>();

    private Selection(int most) {
        this.most = most;
    }

    /**
     * The best, at most so many. From the sixth on, documents that are not shown yet come first.
     *
     * @param ranked best first
     */
    public static List<Candidate> of(List<Candidate> ranked, int most) {
        var selection = new Selection(most);
        ranked.forEach(candidate -> {
            if (selection.chosen.size() < BEST || !selection.ofDocument.containsKey(candidate.document())) {
                selection.take(candidate);
            }
        });
        ranked.forEach(selection::take);
        return List.copyOf(selection.chosen);
    }

    private void take(Candidate candidate) {
        if (chosen.size() == most || ofDocument.getOrDefault(candidate.document(), 0) == MOST_OF_A_DOCUMENT) {
            return;
        }
        Set<String> words = words(candidate.passage().text());
        if (texts.stream().noneMatch(other -> alike(words, other))) {
            chosen.add(candidate);
            texts.add(words);
            ofDocument.merge(candidate.document(), 1, Integer::sum);
        }
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
