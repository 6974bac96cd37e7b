package io.qubinode.mcp.airflow.airflowapi;

import io.qubinode.mcp.security.secret.ForeignText;
import java.util.List;
import java.util.Optional;

/**
 * A task as its DAG declares it.
 *
 * @param taskId its id, with those of its task groups before it
 * @param displayName what people see in place of the id; empty when that is the id
 * @param triggerRule how it depends on the tasks before it
 */
public record DagTask(
        String taskId,
        Optional<String> displayName,
        String operator,
        String triggerRule,
        int retries,
        boolean mapped,
        List<String> downstream) {

    public DagTask {
        displayName = displayName.map(ForeignText::shown);
        downstream = List.copyOf(downstream);
    }
}
