package io.qubinode.mcp.airflow.insight;

import java.util.Optional;

/** Pages of answers by the number of the first thing on them. */
final class Paging {

    private Paging() {}

    static int offset(Optional<String> cursor) {
        return cursor.map(Integer::parseInt).orElse(0);
    }

    /** The cursor after what is shown; empty at the end. */
    static Optional<String> next(int offset, int shown, int total) {
        int next = offset + shown;
        return shown > 0 && next < total ? Optional.of(String.valueOf(next)) : Optional.empty();
    }
}
