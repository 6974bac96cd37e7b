package io.qubinode.mcp.airflow.airflowapi.wire;

import io.qubinode.mcp.airflow.airflowapi.DagTask;
import java.util.List;
import java.util.Optional;

@OnTheWire
public record WireTask(
        String taskId,
        String taskDisplayName,
        String operatorName,
        String triggerRule,
        Double retries,
        Boolean isMapped,
        List<String> downstreamTaskIds) {

    public DagTask toDagTask() {
        return new DagTask(
                taskId,
                Optional.ofNullable(taskDisplayName).filter(name -> !name.equals(taskId)),
                operatorName == null ? "" : operatorName,
                triggerRule == null ? "all_success" : triggerRule,
                retries == null ? 0 : retries.intValue(),
                Boolean.TRUE.equals(isMapped),
                downstreamTaskIds == null ? List.of() : downstreamTaskIds);
    }
}
