package io.qubinode.mcp.assistant.document;

import com.google.re2j.Pattern;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToIntFunction;

/** The lines of a passage that fit a question best. */
public final class Excerpt {

    private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");
    private static final Pattern ENDING = Pattern.compile("(?:ing|ed|es|s)$");

    /** Shorter words are mostly "is", "of" and "to". */
    private static final int LEAST_LETTERS = 3;

    private static final double OF_PIECES = 0.9;

    private final Map<String, Double> weights = new HashMap<>();
    private final ToIntFunction<String> length;

    /**
     * Cuts for one question.
     *
     * @param query the question
     * @param found texts among which the question's words are the more important the fewer have them
     * @param length how long a text is, in the unit of the limit
     */
    public Excerpt(String query, Collection<String> found, ToIntFunction<String> length) {
        this.length = length;
        List<String> texts = found.stream().map(Excerpt::folded).toList();
        for (String word : NO_WORD.split(folded(query))) {
            String stem = ENDING.matcher(word).replaceFirst("");
            if (stem.length() >= LEAST_LETTERS) {
                long with = texts.stream().filter(text -> text.contains(stem)).count();
                weights.put(stem, Math.log((texts.size() + 2.0) / (with + 1.0)));
            }
        }
    }

    /**
     * The run of whole lines within the limit that has most of the question; the passage itself when it fits. Of a table it has the
     * columns' names too, and no rows around it that have nothing of the question.
     */
    public Passage of(Passage passage, int limit) {
        if (length.applyAsInt(passage.text()) <= limit) {
            return passage;
        }
        List<String> lines = passage.text().lines().toList();
        int[] lengths =
                lines.stream().mapToInt(line -> length.applyAsInt(line + "\n")).toArray();
        List<String> folded = lines.stream().map(Excerpt::folded).toList();
        Tables.Header table = Tables.header(lines).orElse(new Tables.Header(lines.size(), lines.size()));
        int names = Arrays.stream(lengths, table.from(), table.to()).sum();
        int bestFrom = 0;
        int bestTo = 0;
        double best = -1;
        for (int from = 0; from < lengths.length; from++) {
            int size = from >= table.to() ? names : 0;
            int to = from;
            while (to < lengths.length && size + lengths[to] <= limit) {
                size += lengths[to++];
            }
            // Of a line that is longer than the limit a piece can be shown, but rather whole lines.
            double score =
                    to > from ? ofRun(folded.subList(from, to)) : ofRun(folded.subList(from, from + 1)) * OF_PIECES;
            if (score > best) {
                best = score;
                bestFrom = from;
                bestTo = to;
            }
        }
        if (bestTo == bestFrom) {
            return piece(passage, bestFrom, lines.get(bestFrom), limit);
        }
        var shown = new ArrayList<String>();
        if (bestFrom >= table.to()) {
            shown.addAll(lines.subList(table.from(), table.to()));
            while (bestTo > bestFrom + 1 && isOtherRow(folded.get(bestTo - 1))) {
                bestTo--;
            }
            while (bestTo > bestFrom + 1 && isOtherRow(folded.get(bestFrom))) {
                bestFrom++;
            }
        }
        shown.addAll(lines.subList(bestFrom, bestTo));
        return with(passage, passage.fromLine() + bestFrom, passage.fromLine() + bestTo - 1, String.join("\n", shown));
    }

    /** Whether this row of a table has nothing of the question: unlike a line of prose, it does not continue with the one before. */
    private boolean isOtherRow(String line) {
        return line.contains("|") && score(List.of(line)) == 0;
    }

    /** Less than nothing for lines that say nothing, such as the rules of a table. */
    private double ofRun(List<String> lines) {
        return lines.stream()
                        .allMatch(line -> NO_WORD.matcher(line).replaceAll("").isEmpty())
                ? -1
                : score(lines);
    }

    /** What of the question stands there at all counts most, and then how often. */
    private double score(List<String> lines) {
        double score = 0;
        for (var word : weights.entrySet()) {
            long with =
                    lines.stream().filter(line -> line.contains(word.getKey())).count();
            score += word.getValue() * (with == 0 ? 0 : 1 + Math.log(with) / 2);
        }
        return score;
    }

    /** What stands around the most important of the question's words that the line has. */
    private Passage piece(Passage passage, int number, String line, int limit) {
        // Half of it: every character may count twice.
        int most = limit / 2;
        String lower = line.toLowerCase(Locale.ROOT);
        int at = weights.entrySet().stream()
                .filter(word -> lower.contains(word.getKey()))
                .max(Map.Entry.comparingByValue())
                .map(word -> lower.indexOf(word.getKey()))
                .orElse(0);
        int from = Math.clamp(at - most / 4L, 0, Math.max(0, line.length() - most));
        int begin = from == 0 ? 0 : Math.max(from, line.indexOf(' ', from) + 1);
        int end = Math.min(line.length(), begin + most);
        int space = line.lastIndexOf(' ', end);
        String text = line.substring(begin, end == line.length() || space <= begin ? end : space);
        int place = passage.fromLine() + number;
        return with(passage, place, place, begin == 0 ? text : "… " + text);
    }

    private static Passage with(Passage passage, int from, int to, String text) {
        // Pieces of one line that is longer than a passage all have that line's number.
        int last = passage.toLine();
        return new Passage(
                passage.source(),
                passage.title(),
                passage.headings(),
                Math.min(last, from),
                Math.min(last, to),
                text,
                passage.page());
    }

    private static String folded(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    }
}
