package io.qubinode.mcp.airflow.airflowapi.wire.v1;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.qubinode.mcp.airflow.airflowapi.TaskInstance;
import java.util.List;
import java.util.Optional;

/** As on the wire: only which tasks, each once for each of its mapped instances. */
@JsonNaming(SnakeCaseStrategy.class)
public record WireV1Cleared(List<Task> taskInstances) {

    public WireV1Cleared {
        requireNonNull(taskInstances);
    }

    /** As on the wire. */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Task(String taskId) {}

    /** In our words. */
    public List<TaskInstance> toTaskInstances() {
        return taskInstances.stream()
                .map(task -> new TaskInstance(
                        task.taskId(), Optional.empty(), Optional.empty(), 0, Optional.empty(), Optional.empty()))
                .toList();
    }
}
