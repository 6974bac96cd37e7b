package io.qubinode.mcp.airflow.airflowapi;

import io.qubinode.mcp.security.secret.ForeignText;
import io.qubinode.mcp.security.tool.WrittenByOthers;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A task in a run.
 *
 * @param displayName what people see in place of the id; empty when that is the id
 * @param mapIndex its number when the task is mapped, from 0; empty when it is not
 * @param label what the DAG calls the mapped instance; empty when it says nothing but the number
 * @param state one of Airflow's task states; empty before it is scheduled
 * @param tryNumber the newest try, from 1; 0 before the first
 * @param startedAt when that began; empty when it never did
 * @param durationSeconds how long that took; empty before it ends
 */
public record TaskInstance(
        String taskId,
        @WrittenByOthers Optional<String> displayName,
        Optional<Integer> mapIndex,
        @WrittenByOthers Optional<String> label,
        Optional<String> state,
        int tryNumber,
        Optional<Instant> startedAt,
        Optional<Double> durationSeconds) {

    public TaskInstance {
        displayName = displayName.map(ForeignText::shown);
        label = label.map(ForeignText::shown);
    }

    /** The states of a task whose last try failed. */
    public static final List<String> FAILED = List.of("failed", "up_for_retry");

    /** The states of a task that ended and will not be tried again. */
    // https://airflow.apache.org/docs/apache-airflow/stable/core-concepts/tasks.html#task-instances
    public static final List<String> ENDED = List.of("success", "failed", "skipped", "upstream_failed", "removed");

    /** Whether it ended and will not be tried again. */
    public boolean ended() {
        return isIn(ENDED);
    }

    /** Whether its last try failed. */
    public boolean failed() {
        return isIn(FAILED);
    }

    public boolean isIn(List<String> states) {
        return state.filter(states::contains).isPresent();
    }

    /** Its id, with its number when it is mapped. */
    public String name() {
        return taskId + mapIndex.map(index -> "[" + index + "]").orElse("");
    }
}
