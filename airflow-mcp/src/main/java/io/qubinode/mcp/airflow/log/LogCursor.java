package io.qubinode.mcp.airflow.log;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where to read on in a log.
 *
 * @param line the number of a line, from 1; 0 before the first
 * @param place in that line, when its rest is wanted; otherwise the lines after it are
 */
record LogCursor(long line, OptionalInt place) {

    /** How it is written: {@code 200}, or {@code 17:2000} within line 17. */
    static final String PATTERN = "[0-9]{1,9}(:[0-9]{1,9})?";

    static final LogCursor START = new LogCursor(0, OptionalInt.empty());

    static LogCursor of(String text) {
        int colon = text.indexOf(':');
        return colon < 0
                ? after(Long.parseLong(text))
                : within(Long.parseLong(text.substring(0, colon)), Integer.parseInt(text.substring(colon + 1)));
    }

    static LogCursor after(long line) {
        return new LogCursor(line, OptionalInt.empty());
    }

    static LogCursor within(long line, int place) {
        return new LogCursor(line, OptionalInt.of(place));
    }

    /** The line whose rest is wanted. */
    Optional<Long> within() {
        return place.isPresent() ? Optional.of(line) : Optional.empty();
    }

    @Override
    public String toString() {
        return place.isPresent() ? line + ":" + place.getAsInt() : String.valueOf(line);
    }
}
