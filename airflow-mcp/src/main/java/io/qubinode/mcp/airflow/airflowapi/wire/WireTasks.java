package io.qubinode.mcp.airflow.airflowapi.wire;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.qubinode.mcp.airflow.airflowapi.DagTask;
import java.util.List;

/** As on the wire. */
public record WireTasks(List<Task> tasks) {

    public WireTasks {
        requireNonNull(tasks);
    }

    /** As on the wire. */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Task(
            String taskId,
            String operatorName,
            String triggerRule,
            Double retries,
            Boolean isMapped,
            List<String> downstreamTaskIds) {

        /** In our words. */
        public DagTask toDagTask() {
            return new DagTask(
                    taskId,
                    operatorName == null ? "" : operatorName,
                    triggerRule == null ? "all_success" : triggerRule,
                    retries == null ? 0 : retries.intValue(),
                    Boolean.TRUE.equals(isMapped),
                    downstreamTaskIds == null ? List.of() : downstreamTaskIds);
        }
    }
}
