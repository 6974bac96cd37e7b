package io.qubinode.mcp.assistant.document;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.qubinode.mcp.security.tool.AnswerBudget;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Makes passages fit into one answer: the best stay whole, of the others the lines that fit the question best are left. */
final class PassageCut {

    /** Fewer characters of a passage tell nothing. */
    private static final int LEAST = 200;

    /** What stands around the passages and around each: names, heading, score. */
    private static final int ENVELOPE = 500;

    private static final int AROUND_EACH = 90;

    private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");

    private PassageCut() {}

    static List<RankedPassage> fitting(List<RankedPassage> ranked, String query) {
        Set<String> words = NO_WORD.splitAsStream(query.toLowerCase(Locale.ROOT))
                .filter(word -> word.length() > 2)
                .collect(Collectors.toSet());
        int left = AnswerBudget.CHARACTERS - ENVELOPE;
        for (RankedPassage hit : ranked) {
            Passage passage = hit.passage();
            left -= AROUND_EACH
                    + passage.source().length()
                    + passage.headingPath().length()
                    + Math.min(LEAST, length(passage.text()));
        }
        var fitting = new ArrayList<RankedPassage>();
        for (RankedPassage hit : ranked) {
            int length = length(hit.passage().text());
            int share = Math.min(length, LEAST);
            int more = Math.clamp(left, 0, length - share);
            left -= more;
            fitting.add(
                    share + more == length
                            ? hit
                            : new RankedPassage(cut(hit.passage(), share + more, words), hit.score()));
        }
        return fitting;
    }

    /** The run of lines of at most this length that has the most words of the question. */
    private static Passage cut(Passage passage, int limit, Set<String> words) {
        List<String> lines = passage.text().lines().toList();
        int[] scores = lines.stream().mapToInt(line -> score(line, words)).toArray();
        int bestFrom = 0;
        int bestTo = 0;
        int best = -1;
        int from = 0;
        int length = 0;
        for (int to = 1; to <= lines.size(); to++) {
            length += length(lines.get(to - 1)) + 2;
            while (length > limit && from < to) {
                length -= length(lines.get(from++)) + 2;
            }
            int score = Arrays.stream(scores, from, to).sum();
            if (from < to && (score > best || score == best && from == bestFrom)) {
                best = score;
                bestFrom = from;
                bestTo = to;
            }
        }
        return bestTo == 0
                ? with(
                        passage,
                        0,
                        1,
                        lines.getFirst()
                                .substring(0, Math.min(limit, lines.getFirst().length())))
                : with(passage, bestFrom, bestTo, String.join("\n", lines.subList(bestFrom, bestTo)));
    }

    private static Passage with(Passage passage, int from, int to, String text) {
        // Pieces of one line longer than a passage all have that line's number.
        int last = passage.toLine();
        return new Passage(
                passage.source(),
                passage.title(),
                passage.headings(),
                Math.min(last, passage.fromLine() + from),
                Math.min(last, passage.fromLine() + to - 1),
                text);
    }

    private static int score(String line, Set<String> words) {
        String lower = line.toLowerCase(Locale.ROOT);
        return (int) words.stream().filter(lower::contains).count();
    }

    /** As JSON, where a line break or a quotation mark counts twice. */
    private static int length(String text) {
        return JsonStringEncoder.getInstance().quoteAsString(text).length;
    }
}
