package io.qubinode.mcp.assistant.document;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.qubinode.mcp.security.tool.AnswerBudget;
import java.util.ArrayList;
import java.util.List;

/** Makes passages fit into one answer: the best stay whole, of the others the lines that fit the question best are left. */
final class PassageCut {

    /** So many share the room that every answer has. */
    private static final int WITHIN_DEFAULT = 5;

    /** Who asks for more gets more room for each, about 200 tokens: so the best stay as whole as with the default. */
    private static final int MORE_FOR_EACH = 800;

    /** Fewer characters of a passage tell nothing. */
    private static final int LEAST = 150;

    /** What stands around the passages: names and the longest note. */
    private static final int ENVELOPE = 300;

    /** What stands around each, beside its path, twice, and its headings. */
    private static final int AROUND_EACH = 105;

    private PassageCut() {}

    /** How many characters an answer with so many passages may have. */
    static int room(int passages) {
        return AnswerBudget.CHARACTERS + MORE_FOR_EACH * Math.max(0, passages - WITHIN_DEFAULT);
    }

    static List<RankedPassage> fitting(List<RankedPassage> ranked, String query) {
        int left = room(ranked.size()) - ENVELOPE;
        int most = 0;
        for (RankedPassage hit : ranked) {
            int least =
                    frame(hit.passage()) + Math.min(LEAST, length(hit.passage().text()));
            if (most > 0 && least > left) {
                break;
            }
            left -= least;
            most++;
        }
        var excerpt = new Excerpt(query, PassageCut::length);
        var fitting = new ArrayList<RankedPassage>();
        for (RankedPassage hit : ranked.subList(0, most)) {
            int length = length(hit.passage().text());
            int least = Math.min(length, LEAST);
            int more = Math.clamp(left, 0, length - least);
            left -= more;
            fitting.add(new RankedPassage(excerpt.of(hit.passage(), least + more), hit.score()));
        }
        return fitting;
    }

    private static int frame(Passage passage) {
        return AROUND_EACH
                + DocumentUri.of(passage.source()).length()
                + length(passage.source())
                + length(passage.headingPath());
    }

    /** As JSON, where a line break or a quotation mark counts twice. */
    private static int length(String text) {
        return JsonStringEncoder.getInstance().quoteAsString(text).length;
    }
}
