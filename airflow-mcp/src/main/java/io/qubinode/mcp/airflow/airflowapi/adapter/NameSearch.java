package io.qubinode.mcp.airflow.airflowapi.adapter;

import io.qubinode.mcp.airflow.airflowapi.Page;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * Finds things whose name holds a text.
 *
 * @param byPattern whether Airflow searches them by a pattern
 */
record NameSearch(boolean byPattern) {

    /** A page of what Airflow finds by a pattern; null for everything. */
    interface Listing<T> {
        Page<T> page(String pattern, int limit, int offset);
    }

    <T> Page<T> page(Optional<String> search, int limit, int offset, Listing<T> list, Function<T, String> name) {
        if (search.isEmpty()) {
            return list.page(null, limit, offset);
        }
        String text = search.get();
        String pattern = byPattern ? SearchPattern.of(text) : null;
        if (byPattern && SearchPattern.isExact(text)) {
            return list.page(pattern, limit, offset);
        }
        String wanted = text.toLowerCase(Locale.ROOT);
        return ClientSidePaging.page(
                from -> list.page(pattern, ClientSidePaging.PAGE, from),
                found -> name.apply(found).toLowerCase(Locale.ROOT).contains(wanted),
                limit,
                offset);
    }
}
