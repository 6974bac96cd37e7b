package io.qubinode.mcp.airflow.airflowapi.wire;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.qubinode.mcp.airflow.airflowapi.TaskInstance;
import java.time.Instant;
import java.util.Optional;

/** As on the wire. */
@JsonNaming(SnakeCaseStrategy.class)
public record WireTaskInstance(
        String taskId, int mapIndex, String state, int tryNumber, Instant startDate, Double duration) {

    /** In our words. */
    public TaskInstance toTaskInstance() {
        return new TaskInstance(
                taskId,
                mapIndex < 0 ? Optional.empty() : Optional.of(mapIndex),
                Optional.ofNullable(state),
                tryNumber,
                Optional.ofNullable(startDate),
                Optional.ofNullable(duration));
    }
}
