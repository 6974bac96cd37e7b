package io.qubinode.mcp.airflow.log;

import io.qubinode.mcp.airflow.airflowapi.LogEvent;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which lines of a log are wanted.
 *
 * @param text that a line must hold, ignoring case; empty for every line
 * @param context so many lines around each that matches
 * @param level of the event, at least; empty for every level
 */
record LogFilter(Optional<String> text, int context, Optional<Level> level) {

    static final LogFilter ALL = new LogFilter(Optional.empty(), 0, Optional.empty());

    /** How grave an event is. */
    enum Level {
        DEBUG,
        INFO,
        WARNING,
        ERROR,
        CRITICAL;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    LogFilter {
        text = text.map(part -> part.toLowerCase(Locale.ROOT));
    }

    /** Whether the event is grave enough; one without a known level counts as info. */
    boolean takes(LogEvent event) {
        return level.isEmpty() || level.get().compareTo(levelOf(event)) <= 0;
    }

    /** Where the line holds what is wanted; 0 when any line does. */
    OptionalInt find(LogLine line) {
        return text.isEmpty() ? OptionalInt.of(0) : line.find(text.get());
    }

    /** Whether a line that is not grave enough holds the word for the level. */
    boolean misses(LogLine line) {
        return level.isPresent()
                && line.find(level.get().word()).isPresent()
                && find(line).isPresent();
    }

    private static Level levelOf(LogEvent event) {
        String name = event.level().orElse("info").toUpperCase(Locale.ROOT);
        return Arrays.stream(Level.values())
                .filter(known -> known.name().equals(name))
                .findFirst()
                .orElse(Level.INFO);
    }
}
