package io.qubinode.mcp.airflow.airflowapi;

import io.qubinode.mcp.security.tool.AnswerBudget;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Some of the things that match a query.
 *
 * @param items those from the query's offset on
 * @param total how many match
 */
public record Page<T>(List<T> items, int total) {

    public Page {
        items = List.copyOf(items);
    }

    /** The offset that a cursor means, which {@link #answer} made. */
    public static int offset(Optional<String> cursor) {
        return cursor.map(Integer::parseInt).orElse(0);
    }

    public <U> Page<U> map(Function<T, U> item) {
        return new Page<>(items.stream().map(item).toList(), total);
    }

    /** What a tool answers with a page. */
    public interface Answer<T, A> {
        A of(List<T> shown, int total, Optional<String> nextCursor);
    }

    /**
     * As many things as an answer may hold, and a cursor where there are more.
     *
     * @param offset the query's
     */
    public <A> A answer(int offset, Answer<T, A> answer) {
        List<T> shown = AnswerBudget.fitting(items);
        int next = offset + shown.size();
        boolean more = next < total && !shown.isEmpty();
        return answer.of(shown, total, more ? Optional.of(String.valueOf(next)) : Optional.empty());
    }
}
