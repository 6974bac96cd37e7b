package io.qubinode.mcp.airflow.airflowapi.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.qubinode.mcp.airflow.airflowapi.Clearing;
import java.util.List;

@OnTheWire
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WireClearing(
        boolean dryRun,
        String dagRunId,
        List<String> taskIds,
        boolean onlyFailed,
        boolean includeDownstream,
        boolean resetDagRuns,
        String note) {

    public static WireClearing of(Clearing clearing, boolean dryRun, String note) {
        return new WireClearing(
                dryRun,
                clearing.runId(),
                clearing.taskIds().isEmpty() ? null : clearing.taskIds(),
                clearing.onlyFailed(),
                clearing.downstream(),
                true,
                note);
    }
}
