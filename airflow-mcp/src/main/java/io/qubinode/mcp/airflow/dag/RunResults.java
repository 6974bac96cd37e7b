package io.qubinode.mcp.airflow.dag;

import com.fasterxml.jackson.databind.JsonNode;
import io.qubinode.mcp.airflow.airflowapi.Airflow;
import io.qubinode.mcp.airflow.airflowapi.DagRun;
import io.qubinode.mcp.airflow.airflowapi.DagTask;
import io.qubinode.mcp.airflow.airflowapi.Page;
import io.qubinode.mcp.airflow.airflowapi.TaskInstance;
import io.qubinode.mcp.airflow.airflowapi.TaskQuery;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the last tasks of a run returned.
 *
 * @param values by task id, for a mapped task with its index
 * @param total how many last tasks succeeded; the values of some are read only
 */
public record RunResults(Map<String, JsonNode> values, int total) {

    private static final int MOST = 20;

    public static RunResults of(Airflow airflow, DagRun run) {
        var values = new LinkedHashMap<String, JsonNode>();
        int read = 0;
        int total = 0;
        for (DagTask task : airflow.tasks(run.dagId())) {
            if (task.downstream().isEmpty()) {
                Page<TaskInstance> ended = airflow.taskInstances(
                        TaskQuery.of(run, MOST).ofTask(task.taskId()).in(List.of("success")));
                List<TaskInstance> shown =
                        ended.items().stream().limit(MOST - read).toList();
                shown.forEach(one -> airflow.result(run, one.taskId(), one.mapIndex())
                        .ifPresent(value -> values.put(one.name(), value)));
                read += shown.size();
                total += ended.total();
            }
        }
        return new RunResults(values, total);
    }

    /** Whether there are more than were read. */
    public boolean cut() {
        return total > MOST;
    }
}
