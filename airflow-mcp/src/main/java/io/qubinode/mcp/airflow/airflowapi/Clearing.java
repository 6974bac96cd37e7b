package io.qubinode.mcp.airflow.airflowapi;

import java.util.List;

/**
 * Which task instances of a run are to run again.
 *
 * @param taskIds these; empty for all
 * @param onlyFailed of those, only the ones that failed
 * @param downstream also all that come after them
 */
public record Clearing(String dagId, String runId, List<String> taskIds, boolean onlyFailed, boolean downstream) {

    public Clearing {
        taskIds = List.copyOf(taskIds);
    }
}
