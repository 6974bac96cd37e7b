package io.qubinode.mcp.airflow.airflowapi.adapter;

import io.qubinode.mcp.airflow.airflowapi.Page;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Predicate;

/** Searches what Airflow cannot search itself, by reading all of it in pages. */
final class ClientSidePaging {

    /** How many things are asked for at a time: the most that Airflow gives by default. */
    static final int PAGE = 100;

    // 100 requests
    private static final int MOST = 10_000;

    private ClientSidePaging() {}

    /**
     * What matches.
     *
     * @param pageFrom reads the {@link #PAGE} things from an offset on
     * @throws ToolException {@code invalid_argument} when there are more than 10,000 to be read
     */
    static <T> List<T> all(IntFunction<Page<T>> pageFrom, Predicate<T> matches) {
        var found = new ArrayList<T>();
        int seen = 0;
        Page<T> page;
        do {
            page = pageFrom.apply(seen);
            if (page.total() > MOST) {
                throw new ToolException(
                        ErrorCode.INVALID_ARGUMENT,
                        "This search must read all " + page.total() + " entries, and at most " + MOST + " are read.",
                        "Narrow the search by another argument, such as a DAG or a time.");
            }
            page.items().stream().filter(matches).forEach(found::add);
            seen += page.items().size();
        } while (!page.items().isEmpty() && seen < page.total());
        return found;
    }

    /** A page of what matches. */
    static <T> Page<T> page(IntFunction<Page<T>> pageFrom, Predicate<T> matches, int limit, int offset) {
        return of(all(pageFrom, matches), limit, offset);
    }

    static <T> Page<T> of(List<T> all, int limit, int offset) {
        return new Page<>(all.stream().skip(offset).limit(limit).toList(), all.size());
    }
}
