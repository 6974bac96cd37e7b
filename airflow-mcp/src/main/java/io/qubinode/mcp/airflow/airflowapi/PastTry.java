package io.qubinode.mcp.airflow.airflowapi;

import java.time.Instant;
import java.util.Optional;

/**
 * A try of a task instance that is over.
 *
 * @param number from 1
 * @param state how it ended
 */
public record PastTry(
        int number, Optional<String> state, Optional<Instant> startedAt, Optional<Double> durationSeconds) {

    /** Whether it is over, and not about to be. */
    public boolean isOver() {
        return state.filter(now -> TaskInstance.ENDED.contains(now) || TaskInstance.FAILED.contains(now))
                .isPresent();
    }
}
