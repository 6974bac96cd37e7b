package io.qubinode.mcp.airflow.airflowapi;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One event of a task's log.
 *
 * @param level in lower case; empty when it has none
 * @param text what was said; may have several lines
 * @param errors the exception that it reports, outermost first, with what caused it; usually none
 */
public record LogEvent(Optional<Instant> time, Optional<String> level, String text, List<Raised> errors) {

    public LogEvent {
        errors = List.copyOf(errors);
    }

    /**
     * An exception.
     *
     * @param frames where it was raised, innermost last
     */
    public record Raised(String type, String message, List<Frame> frames) {

        public Raised {
            frames = List.copyOf(frames);
        }
    }

    /**
     * A place in a Python file.
     *
     * @param file its path on the machine where the task ran
     * @param line from 1
     */
    public record Frame(String file, int line, String function) {}
}
