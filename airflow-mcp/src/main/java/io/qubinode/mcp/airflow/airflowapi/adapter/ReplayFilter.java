package io.qubinode.mcp.airflow.airflowapi.adapter;

import io.qubinode.mcp.airflow.airflowapi.LogEvent;
import java.util.function.Consumer;

/** Passes each event on once, though a log whose connection broke is read from its beginning again. */
final class ReplayFilter {

    private final Consumer<LogEvent> line;
    private long seen;

    ReplayFilter(Consumer<LogEvent> line) {
        this.line = line;
    }

    /** For the next time that the log is read from its beginning. */
    Consumer<LogEvent> again() {
        long[] number = {0};
        return event -> {
            if (++number[0] > seen) {
                seen = number[0];
                line.accept(event);
            }
        };
    }
}
