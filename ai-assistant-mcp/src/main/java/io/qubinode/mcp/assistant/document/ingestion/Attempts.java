package io.qubinode.mcp.assistant.document.ingestion;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * When the documents are read again after a reading that ended early. What is wrong may stay wrong, so each failure in a row doubles
 * the pause, from 2 to 30 seconds. For one thread.
 */
final class Attempts {

    private static final Duration LONGEST = Duration.ofSeconds(30);
    /** After which the pause does not double any more. */
    private static final int MOST_COUNTED = 5;

    private final InstantSource clock;
    private Instant planned = Instant.MAX;
    private Instant notBefore = Instant.MIN;
    private int failures;

    Attempts(InstantSource clock) {
        this.clock = clock;
    }

    void begin() {
        planned = Instant.MAX;
    }

    /** What it waits for does not tell when it is there, so it tries in 30 seconds. */
    void plan() {
        planned = clock.instant().plus(LONGEST);
    }

    /** @param early whether something kept it from reading all */
    void end(boolean early) {
        if (!early) {
            failures = 0;
            notBefore = Instant.MIN;
        } else if (!isPlanned()) {
            hold();
        }
    }

    private void hold() {
        failures = Math.min(failures + 1, MOST_COUNTED);
        Duration pause = Duration.ofSeconds(1L << failures);
        notBefore = clock.instant().plus(pause.compareTo(LONGEST) < 0 ? pause : LONGEST);
    }

    boolean isTooEarly() {
        return clock.instant().isBefore(notBefore);
    }

    boolean isPlanned() {
        return !planned.equals(Instant.MAX);
    }

    boolean isDue() {
        return !clock.instant().isBefore(planned);
    }
}
