package io.qubinode.mcp.airflow.airflowapi.wire;

import io.qubinode.mcp.airflow.airflowapi.TaskInstance;
import java.time.Instant;
import java.util.Optional;

/** A task instance. Of those that it clears Airflow 2 only names the tasks. */
@OnTheWire
public record WireTaskInstance(
        String taskId, Integer mapIndex, String state, int tryNumber, Instant startDate, Double duration) {

    public TaskInstance toTaskInstance() {
        return new TaskInstance(
                taskId,
                Optional.ofNullable(mapIndex).filter(index -> index >= 0),
                Optional.ofNullable(state),
                tryNumber,
                Optional.ofNullable(startDate),
                Optional.ofNullable(duration));
    }
}
