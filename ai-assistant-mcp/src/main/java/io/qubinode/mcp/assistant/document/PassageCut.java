package io.qubinode.mcp.assistant.document;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.qubinode.mcp.security.tool.AnswerBudget;
import java.util.ArrayList;
import java.util.List;

/** Makes passages fit into one answer: the best stay whole, of the others the lines that fit the question best are left. */
final class PassageCut {

    /** Fewer characters of a passage tell nothing. */
    private static final int LEAST = 150;

    /** What stands around the passages and around each: names, score, note. */
    private static final int ENVELOPE = 500;

    private static final int AROUND_EACH = 105;

    private PassageCut() {}

    static List<RankedPassage> fitting(List<RankedPassage> ranked, String query) {
        int left = AnswerBudget.CHARACTERS - ENVELOPE;
        for (RankedPassage hit : ranked) {
            Passage passage = hit.passage();
            left -= AROUND_EACH
                    + 2 * passage.source().length()
                    + length(passage.headingPath())
                    + Math.min(LEAST, length(passage.text()));
        }
        var excerpt = new Excerpt(query, PassageCut::length);
        var fitting = new ArrayList<RankedPassage>();
        for (RankedPassage hit : ranked) {
            int length = length(hit.passage().text());
            int least = Math.min(length, LEAST);
            int more = Math.clamp(left, 0, length - least);
            left -= more;
            fitting.add(new RankedPassage(excerpt.of(hit.passage(), least + more), hit.score()));
        }
        return fitting;
    }

    /** As JSON, where a line break or a quotation mark counts twice. */
    private static int length(String text) {
        return JsonStringEncoder.getInstance().quoteAsString(text).length;
    }
}
