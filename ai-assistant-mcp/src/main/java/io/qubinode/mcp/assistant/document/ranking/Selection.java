package io.qubinode.mcp.assistant.document.ranking;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Chooses from ranked passages those to show: several documents rather than many parts of one, and nothing twice. */
public final class Selection {

    private static final int MOST_OF_A_DOCUMENT = 4;

    /** So many are the best, of whatever document. */
    private static final int BEST = 5;

    /** Share of common words from which two passages say the same. */
    private static final double SAME = 0.8;

    private final int most;
    private final List<Candidate> chosen = new ArrayList<>();
    private final List<int[]> texts = new ArrayList<>();
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
        int[] words = words(candidate.passage().text());
        if (texts.stream().noneMatch(other -> alike(words, other))) {
            chosen.add(candidate);
            texts.add(words);
            ofDocument.merge(candidate.document(), 1, Integer::sum);
        }
    }

    /** Each word's hash once, in order: of the hundreds of passages that a corpus full of copies brings here, all are compared. */
    private static int[] words(String text) {
        int[] hashes = new int[text.length() / 2 + 1];
        int count = 0;
        int hash = 0;
        boolean inWord = false;
        for (int i = 0; i <= text.length(); i++) {
            char letter = i < text.length() ? text.charAt(i) : ' ';
            if (Character.isLetterOrDigit(letter)) {
                hash = 31 * hash + Character.toLowerCase(letter);
                inWord = true;
            } else if (inWord) {
                hashes[count++] = hash;
                hash = 0;
                inWord = false;
            }
        }
        return Arrays.stream(hashes, 0, count).sorted().distinct().toArray();
    }

    private static boolean alike(int[] one, int[] other) {
        int common = 0;
        for (int i = 0, j = 0; i < one.length && j < other.length; ) {
            if (one[i] == other[j]) {
                common++;
                i++;
                j++;
            } else if (one[i] < other[j]) {
                i++;
            } else {
                j++;
            }
        }
        return common >= SAME * (one.length + other.length - common);
    }
}
