package io.qubinode.mcp.airflow.airflowapi;

import java.util.List;
import java.util.Optional;

/**
 * Which task instances of a run are asked for.
 *
 * @param taskId of one task; empty for all
 * @param states any of them; empty for all
 * @param limit at most so many, from 1
 */
public record TaskQuery(String dagId, String runId, Optional<String> taskId, List<String> states, int limit) {

    public TaskQuery {
        states = List.copyOf(states);
    }

    /** All task instances of a run. */
    public static TaskQuery of(DagRun run, int limit) {
        return new TaskQuery(run.dagId(), run.runId(), Optional.empty(), List.of(), limit);
    }

    /** The same, of one task. */
    public TaskQuery ofTask(String id) {
        return new TaskQuery(dagId, runId, Optional.of(id), states, limit);
    }

    /** The same, in one of these states. */
    public TaskQuery in(List<String> wanted) {
        return new TaskQuery(dagId, runId, taskId, wanted, limit);
    }

    /** The same, at most so many. */
    public TaskQuery atMost(int most) {
        return new TaskQuery(dagId, runId, taskId, states, most);
    }
}
