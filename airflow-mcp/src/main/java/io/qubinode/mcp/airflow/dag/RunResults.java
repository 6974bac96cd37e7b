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
import java.util.Optional;

/**
 * What the last tasks of a run returned.
 *
 * @param values by task id, for a mapped task with its index
 * @param cut whether there are more last tasks than were asked for
 */
public record RunResults(Map<String, JsonNode> values, boolean cut) {

    private static final int MOST = 20;
    // Of tasks that did not succeed, or returned nothing, a few may be passed over.
    private static final int MOST_ASKED = 2 * MOST;

    public static RunResults of(Airflow airflow, DagRun run) {
        var values = new LinkedHashMap<String, JsonNode>();
        int found = 0;
        List<DagTask> last = airflow.tasks(run.dagId()).stream()
                .filter(task -> task.downstream().isEmpty())
                .toList();
        // One call for each of thousands of last tasks would take minutes.
        for (DagTask task : last.subList(0, Math.min(last.size(), MOST_ASKED))) {
            if (found > MOST) {
                break;
            }
            Page<TaskInstance> ended = airflow.taskInstances(
                    TaskQuery.of(run, MOST).ofTask(task.taskId()).in(List.of("success")));
            ended.items().stream().limit(Math.max(0, MOST - found)).forEach(one -> airflow.result(
                            run, one.taskId(), one.mapIndex())
                    .ifPresent(value -> values.put(one.name(), value)));
            found += ended.total();
        }
        return new RunResults(values, found > MOST || last.size() > MOST_ASKED);
    }

    /** What a reader must know of what is left out; empty when nothing is. */
    public Optional<String> note() {
        return cut
                ? Optional.of("Results of some of the last tasks, of which there are more than " + MOST + ".")
                : Optional.empty();
    }
}
