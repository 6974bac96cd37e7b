package io.qubinode.mcp.airflow.libvirt;

import java.time.Instant;
import java.util.Optional;

/** Moments that a guest or a domain's XML tells in seconds since 1970, where anything may stand. */
final class EpochSecond {

    // The year 9999, which is as much as every format of a date can show.
    private static final double LAST = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

    private EpochSecond() {}

    /** The moment; empty when it is before 1970, after the year 9999 or not a number. */
    static Optional<Instant> of(double seconds) {
        return seconds >= 0 && seconds <= LAST ? Optional.of(Instant.ofEpochSecond((long) seconds)) : Optional.empty();
    }

    static Optional<Instant> of(String seconds) {
        try {
            return of(Double.parseDouble(seconds));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
