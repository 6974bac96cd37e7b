package io.qubinode.mcp.airflow.airflowapi;

import java.util.List;
import java.util.Optional;

/**
 * Some of the things that match a query.
 *
 * @param items those from the query's offset on
 */
public record Page<T>(List<T> items, int total) {

    public Page {
        items = List.copyOf(items);
    }

    /** The offset that a cursor of {@link #next} means. */
    public static int offset(Optional<String> cursor) {
        return cursor.map(Integer::parseInt).orElse(0);
    }

    /** The cursor after the first things of this page; empty at the end. */
    public Optional<String> next(int offset, int shown) {
        int next = offset + shown;
        return shown > 0 && next < total ? Optional.of(String.valueOf(next)) : Optional.empty();
    }
}
