package io.qubinode.mcp.assistant.document;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The lines of a passage that fit a question best. */
public final class Excerpt {

    private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");

    /** Shorter words are mostly "is", "of" and "to". */
    private static final int LEAST_LETTERS = 3;

    private final Set<String> words;
    private final ToIntFunction<String> length;

    /**
     * Cuts for one question.
     *
     * @param query the question
     * @param length how long a text is, in the unit of the limit
     */
    public Excerpt(String query, ToIntFunction<String> length) {
        this.words = NO_WORD.splitAsStream(query.toLowerCase(Locale.ROOT))
                .filter(word -> word.length() >= LEAST_LETTERS)
                .collect(Collectors.toSet());
        this.length = length;
    }

    /** The run of whole lines within the limit that has the most words of the question; the passage itself when it fits. */
    public Passage of(Passage passage, int limit) {
        if (length.applyAsInt(passage.text()) <= limit) {
            return passage;
        }
        List<String> lines = passage.text().lines().toList();
        int[] lengths =
                lines.stream().mapToInt(line -> length.applyAsInt(line + "\n")).toArray();
        int[] scores = lines.stream().mapToInt(this::score).toArray();
        int bestFrom = 0;
        int bestTo = 0;
        int best = -1;
        int from = 0;
        int size = 0;
        for (int to = 1; to <= lengths.length; to++) {
            size += lengths[to - 1];
            while (size > limit) {
                size -= lengths[from++];
            }
            int score = Arrays.stream(scores, from, to).sum();
            if (from < to && (score > best || score == best && from == bestFrom)) {
                best = score;
                bestFrom = from;
                bestTo = to;
            }
        }
        return bestTo == 0 ? beginning(passage, lines.getFirst(), limit) : lines(passage, lines, bestFrom, bestTo);
    }

    private static Passage lines(Passage passage, List<String> lines, int from, int to) {
        return with(
                passage,
                passage.fromLine() + from,
                passage.fromLine() + to - 1,
                String.join("\n", lines.subList(from, to)));
    }

    private static Passage beginning(Passage passage, String line, int limit) {
        // Half of it: every character may count twice.
        int end = Math.min(line.length(), limit / 2);
        int space = line.lastIndexOf(' ', end);
        return with(passage, passage.fromLine(), passage.fromLine(), line.substring(0, space > 0 ? space : end));
    }

    private static Passage with(Passage passage, int from, int to, String text) {
        // Pieces of one line that is longer than a passage all have that line's number.
        int last = passage.toLine();
        return new Passage(
                passage.source(), passage.title(), passage.headings(), Math.min(last, from), Math.min(last, to), text);
    }

    private int score(String line) {
        String lower = line.toLowerCase(Locale.ROOT);
        return (int) words.stream().filter(lower::contains).count();
    }
}
