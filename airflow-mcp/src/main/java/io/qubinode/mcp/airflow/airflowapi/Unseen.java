package io.qubinode.mcp.airflow.airflowapi;

import java.util.function.Consumer;

/** Passes each event on once, though a log whose connection broke is read from its beginning again. */
final class Unseen {

    private final Consumer<LogEvent> line;
    private long seen;

    Unseen(Consumer<LogEvent> line) {
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
