package io.qubinode.mcp.airflow.airflowapi.adapter;

import io.qubinode.mcp.airflow.airflowapi.Page;
import java.util.ArrayList;
import java.util.function.IntFunction;
import java.util.function.Predicate;

/** Searches what Airflow cannot search itself, by reading all of it in pages. */
final class ClientSidePaging {

    /** How many things are asked for at a time: the most that Airflow gives by default. */
    static final int PAGE = 100;

    // 20 requests; of runs, the newest are looked at.
    private static final int MOST = 2_000;

    private ClientSidePaging() {}

    /**
     * What matches, of the first 2,000 things.
     *
     * @param pageFrom reads the {@link #PAGE} things from an offset on
     */
    static <T> Page<T> page(IntFunction<Page<T>> pageFrom, Predicate<T> matches, int limit, int offset) {
        var found = new ArrayList<T>();
        int seen = 0;
        Page<T> page;
        do {
            page = pageFrom.apply(seen);
            page.items().stream().filter(matches).forEach(found::add);
            seen += page.items().size();
        } while (!page.items().isEmpty() && seen < Math.min(page.total(), MOST));
        return new Page<>(found.stream().skip(offset).limit(limit).toList(), found.size());
    }
}
