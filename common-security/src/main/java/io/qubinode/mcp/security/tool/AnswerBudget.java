package io.qubinode.mcp.security.tool;

import io.qubinode.mcp.security.core.ToolJson;
import java.util.ArrayList;
import java.util.List;

/** Keeps a page of an answer small enough for a language model's context window. */
public final class AnswerBudget {

    /** About 2,000 tokens. */
    public static final int CHARACTERS = 8_000;

    // What stands around a page: counts, cursor, note.
    private static final int ENVELOPE = 400;

    private AnswerBudget() {}

    /** As many of the first items as fit; at least one when there is any. */
    public static <T> List<T> fitting(List<T> items) {
        var page = new ArrayList<T>();
        int left = CHARACTERS - ENVELOPE;
        for (T item : items) {
            left -= ToolJson.text(item).length() + 1;
            if (left < 0 && !page.isEmpty()) {
                break;
            }
            page.add(item);
        }
        return page;
    }
}
