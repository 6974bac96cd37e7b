package io.qubinode.mcp.airflow.airflowapi;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A task in a run.
 *
 * @param mapIndex its number when the task is mapped, from 0; empty when it is not
 * @param state one of Airflow's task states; empty before it is scheduled
 * @param tryNumber the newest try, from 1; 0 before the first
 * @param startedAt when that began
 * @param durationSeconds how long that took
 */
public record TaskInstance(
        String taskId,
        Optional<Integer> mapIndex,
        Optional<String> state,
        int tryNumber,
        Optional<Instant> startedAt,
        Optional<Double> durationSeconds) {

    // https://airflow.apache.org/docs/apache-airflow/stable/core-concepts/tasks.html#task-instances
    private static final Set<String> ENDED = Set.of("success", "failed", "skipped", "upstream_failed", "removed");

    /** Whether it ended and will not be tried again. */
    public boolean ended() {
        return state.filter(ENDED::contains).isPresent();
    }

    /** Whether its last try failed. */
    public boolean failed() {
        return state.filter(now -> now.equals("failed") || now.equals("up_for_retry"))
                .isPresent();
    }
}
