package io.qubinode.mcp.airflow.airflowapi.adapter;

import io.qubinode.mcp.airflow.airflowapi.LogEvent;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns the lines of a log that Airflow 2 has as text into events, and tells apart what Airflow says of its own doings before and
 * after the task. Not thread-safe.
 */
final class TextLog {

    // [logging] log_format of a default Airflow 2
    private static final Pattern EVENT = Pattern.compile(
            "\\[(\\d{4}-\\d\\d-\\d\\dT[\\d:.,]+[+-]\\d{4})] \\{([^}:]*):\\d+} ([A-Z]+) - (.*)", Pattern.DOTALL);
    // Python writes as many digits of a second as it is told to.
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .appendOffset("+HHMM", "+0000")
            .toFormatter(Locale.ROOT);
    private static final String MARKER = " INFO - ::";
    private static final String SOURCE = "***";
    private static final String NO_SOURCE = "*** Log file not found on worker";
    private static final String BEFORE = "::group::Pre task execution logs";
    private static final String AFTER = "::group::Post task execution logs";
    private static final String END = "::endgroup::";
    // They tell what is in the status already, and repeat the exception of the task with more frames of their own.
    private static final Set<String> AIRFLOWS_OWN =
            Set.of("standard_task_runner.py", "local_task_job_runner.py", "taskinstance.py");
    // What a task prints.
    private static final String PRINTED = "logging_mixin.py";
    private static final Set<String> ERRORS = Set.of("error", "critical");

    private enum Part {
        SOURCES,
        BEFORE_TASK,
        TASK,
        AFTER_TASK
    }

    private final Consumer<LogEvent> events;
    private final Traceback traceback = new Traceback();
    private Part part = Part.SOURCES;
    // Of the last event: a traceback continues with what was said before it.
    private Optional<String> level = Optional.empty();
    // Of the last event
    private boolean preparation;
    // Whether an error was told of.
    private boolean told;
    private boolean missing;
    private long number;

    TextLog(Consumer<LogEvent> events) {
        this.events = events;
    }

    void line(String text) {
        number++;
        Matcher event = EVENT.matcher(text);
        if (event.matches()) {
            end();
            event(event);
        } else if (text.startsWith(MARKER)) {
            ofSources(text);
        } else if (part == Part.SOURCES && (number == 1 || text.startsWith(SOURCE))) {
            missing |= text.startsWith(NO_SOURCE);
            emit(Optional.empty(), Optional.empty(), text, true);
        } else if (preparation) {
            emit(Optional.empty(), Optional.empty(), text, true);
        } else if (!traceback.takes(text)) {
            end();
            emit(Optional.empty(), Optional.empty(), text, false);
        }
    }

    void end() {
        List<LogEvent.Raised> raised = traceback.taken();
        if (!raised.isEmpty()) {
            events.accept(new LogEvent(Optional.empty(), level, "", raised));
        }
    }

    /** Whether Airflow says, in place of a log, that there is none. */
    boolean missing() {
        return missing && part == Part.SOURCES;
    }

    private void ofSources(String marker) {
        if (marker.endsWith(END) && !missing) {
            part = Part.TASK;
        }
    }

    private void event(Matcher event) {
        String text = event.group(4);
        if (text.startsWith(BEFORE)) {
            part = Part.BEFORE_TASK;
        } else if (text.startsWith(AFTER)) {
            part = Part.AFTER_TASK;
        } else if (text.startsWith(END) && part != Part.TASK) {
            part = Part.TASK;
        } else {
            said(event.group(3).toLowerCase(Locale.ROOT), time(event.group(1)), event.group(2), text);
        }
    }

    /** What fails before the task begins ends Airflow's preparations. */
    private void said(String levelName, Optional<Instant> time, String file, String text) {
        boolean grave = levelName.equals("warning") || ERRORS.contains(levelName);
        if (part == Part.SOURCES || part == Part.BEFORE_TASK && grave) {
            part = Part.TASK;
        }
        boolean repeats = part == Part.AFTER_TASK && told;
        boolean own = AIRFLOWS_OWN.contains(file);
        preparation = part == Part.BEFORE_TASK && !file.equals(PRINTED) || own && (!grave || repeats);
        told |= ERRORS.contains(levelName) && !preparation;
        level = Optional.of(levelName);
        emit(time, level, text, preparation);
    }

    /** A log without times is better than none. */
    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(
                    OffsetDateTime.parse(text.replace(',', '.'), TIME).toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private void emit(Optional<Instant> time, Optional<String> ofLevel, String text, boolean ofAirflow) {
        LogEvent.Origin origin = ofAirflow ? LogEvent.Origin.AIRFLOW : LogEvent.Origin.EITHER;
        events.accept(new LogEvent(time, ofLevel, text, Map.of(), List.of(), origin));
    }
}
