package io.qubinode.mcp.airflow.airflowapi;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One event of a task's log.
 *
 * @param level in lower case; empty when it has none
 * @param text what was said; may have several lines
 * @param fields what was said beside it, by name, as text or JSON; without the context that all events of a log share
 * @param errors the exception that it reports, outermost first, with what it came from; usually none
 * @param origin who said it
 */
public record LogEvent(
        Optional<Instant> time,
        Optional<String> level,
        String text,
        Map<String, String> fields,
        List<Raised> errors,
        Origin origin) {

    /** Who said something. */
    public enum Origin {
        /** The task: it printed it, or its code has a logger of its own. */
        TASK,
        /** Airflow, of its own doings before and after the task. */
        AIRFLOW,
        /** One of the two. */
        EITHER
    }

    public LogEvent {
        errors = List.copyOf(errors);
    }

    /** An event of the task, without fields. */
    public LogEvent(Optional<Instant> time, Optional<String> level, String text, List<Raised> errors) {
        this(time, level, text, Map.of(), errors, Origin.EITHER);
    }

    /**
     * An exception.
     *
     * @param cause whether the exception before it names it as its cause; otherwise that one was raised while this one was handled
     * @param notes what was added to it
     * @param frames where it was raised, innermost last
     * @param members of a group: each with what it came from
     */
    public record Raised(
            String type,
            String message,
            boolean cause,
            List<String> notes,
            List<Frame> frames,
            List<List<Raised>> members) {

        public Raised {
            notes = List.copyOf(notes);
            frames = List.copyOf(frames);
            members = List.copyOf(members);
        }

        /** An exception without notes and members. */
        public Raised(String type, String message, boolean cause, List<Frame> frames) {
            this(type, message, cause, List.of(), frames, List.of());
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
