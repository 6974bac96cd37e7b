package io.qubinode.mcp.assistant.document;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.qubinode.mcp.security.tool.AnswerBudget;
import java.util.ArrayList;
import java.util.List;

/** Makes passages fit into one answer: the best stay whole, of the others the lines that fit the question best are left. */
enum PassageCut {
    /** The lines that answer. */
    SHORT(3_000, 1_200, 120),
    /** Passages as they are, as long as they fit. */
    WHOLE(AnswerBudget.CHARACTERS, 800, 150);

    /** So many share the room that every answer has. */
    private static final int WITHIN_DEFAULT = 5;

    /** What stands around the passages: names and the longest note. */
    private static final int ENVELOPE = 300;

    /** What stands around each, beside its path, twice, and its headings. */
    private static final int AROUND_EACH = 105;

    /** What stands around a link. */
    private static final int LINK = 10;

    private final int room;
    private final int moreForEach;
    private final int least;

    /**
     * @param room characters of an answer with five passages or fewer
     * @param moreForEach characters for each further passage, so that the best stay as long
     * @param least characters that a passage has at least, because fewer tell nothing
     */
    PassageCut(int room, int moreForEach, int least) {
        this.room = room;
        this.moreForEach = moreForEach;
        this.least = least;
    }

    static PassageCut of(boolean expand) {
        return expand ? WHOLE : SHORT;
    }

    /** How many characters an answer with so many passages may have. */
    int room(int passages) {
        return room + moreForEach * Math.max(0, passages - WITHIN_DEFAULT);
    }

    List<RankedPassage> fitting(List<RankedPassage> ranked, String query) {
        int left = room(ranked.size()) - ENVELOPE;
        int most = 0;
        for (RankedPassage hit : ranked) {
            int needed =
                    frame(hit.passage()) + Math.min(least, length(hit.passage().text()));
            if (most > 0 && needed > left) {
                break;
            }
            left -= needed;
            most++;
        }
        var excerpt = new Excerpt(
                query, ranked.stream().map(hit -> hit.passage().text()).toList(), PassageCut::length);
        var fitting = new ArrayList<RankedPassage>();
        for (RankedPassage hit : ranked.subList(0, most)) {
            int length = length(hit.passage().text());
            int needed = Math.min(length, least);
            int more = Math.clamp(left, 0, length - needed);
            left -= more;
            fitting.add(new RankedPassage(excerpt.of(hit.passage(), needed + more), hit.score()));
        }
        return fitting;
    }

    private static int frame(Passage passage) {
        return AROUND_EACH
                + DocumentUri.of(passage.source()).length()
                + length(passage.source())
                + passage.link().map(link -> LINK + link.length()).orElse(0)
                + length(passage.headingPath());
    }

    /** As JSON, where a line break or a quotation mark counts twice. */
    private static int length(String text) {
        return JsonStringEncoder.getInstance().quoteAsString(text).length;
    }
}
