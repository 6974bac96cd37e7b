package io.qubinode.mcp.airflow.airflowapi.wire;

import io.qubinode.mcp.airflow.airflowapi.PastTry;
import io.qubinode.mcp.airflow.airflowapi.TaskInstance;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** A task instance, or a try of one. Of those that it clears Airflow 2 only names the tasks. */
@OnTheWire
public record WireTaskInstance(
        String taskId,
        String taskDisplayName,
        Integer mapIndex,
        String renderedMapIndex,
        String state,
        int tryNumber,
        Instant startDate,
        Double duration) {

    // What is skipped by another task, or waits for its next try, keeps the times of something else.
    private static final Set<String> STARTED = Set.of(
            "running",
            "success",
            "failed",
            "skipped",
            "up_for_retry",
            "up_for_reschedule",
            "deferred",
            "restarting",
            "awaiting_input");
    private static final Set<String> RAN = Set.of("success", "failed", "skipped", "up_for_retry");

    public TaskInstance toTaskInstance() {
        Optional<Integer> index = Optional.ofNullable(mapIndex).filter(number -> number >= 0);
        return new TaskInstance(
                taskId,
                Optional.ofNullable(taskDisplayName).filter(name -> !name.equals(taskId)),
                index,
                Optional.ofNullable(renderedMapIndex)
                        .filter(label ->
                                index.isPresent() && !label.equals(index.get().toString())),
                Optional.ofNullable(state),
                tryNumber,
                Optional.ofNullable(startDate).filter(start -> isIn(STARTED)),
                Optional.ofNullable(duration).filter(length -> isIn(RAN)));
    }

    public PastTry toPastTry() {
        return new PastTry(
                tryNumber, Optional.ofNullable(state), Optional.ofNullable(startDate), Optional.ofNullable(duration));
    }

    private boolean isIn(Set<String> states) {
        return tryNumber > 0 && state != null && states.contains(state);
    }
}
