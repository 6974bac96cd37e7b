package io.qubinode.mcp.airflow.airflowapi;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A run of a DAG.
 *
 * @param state queued, running, success or failed
 * @param runType manual, scheduled, backfill or asset_triggered
 * @param runAfter when it may start
 */
public record DagRun(
        String dagId,
        String runId,
        String state,
        String runType,
        Optional<Instant> runAfter,
        Optional<Instant> startedAt,
        Optional<Instant> endedAt) {

    /** The states of runs in which nothing more will happen. */
    public static final Set<String> ENDED = Set.of("success", "failed");

    /** Whether nothing more will happen in it. */
    public boolean ended() {
        return ENDED.contains(state);
    }
}
