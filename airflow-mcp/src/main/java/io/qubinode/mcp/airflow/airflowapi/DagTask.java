package io.qubinode.mcp.airflow.airflowapi;

import java.util.List;

/**
 * A task as its DAG declares it.
 *
 * @param taskId its id, with those of its task groups before it
 * @param operator the operator's name
 * @param triggerRule how it depends on the tasks before it
 * @param retries how often it is tried again
 * @param mapped whether it runs once for each of some values
 * @param downstream the tasks right after it
 */
public record DagTask(
        String taskId, String operator, String triggerRule, int retries, boolean mapped, List<String> downstream) {

    public DagTask {
        downstream = List.copyOf(downstream);
    }
}
