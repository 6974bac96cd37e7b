package io.qubinode.mcp.airflow.airflowapi;

import io.qubinode.mcp.security.tool.WrittenByOthers;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A DAG as a listing shows it.
 *
 * @param description what its author says of it
 * @param schedule when it runs by itself; empty when it only runs if triggered
 * @param importErrors whether its file cannot be read at the moment; absent when it can
 */
public record Dag(
        String dagId,
        @WrittenByOthers Optional<String> description,
        Optional<String> schedule,
        boolean paused,
        List<String> tags,
        List<String> owners,
        Optional<Instant> nextRun,
        Optional<String> lastRunState,
        Optional<Boolean> importErrors) {

    public Dag {
        tags = List.copyOf(tags);
        owners = List.copyOf(owners);
    }
}
