package io.qubinode.mcp.airflow.airflowapi.adapter;

import io.qubinode.mcp.airflow.airflowapi.Airflow;
import io.qubinode.mcp.airflow.airflowapi.AirflowControl;
import io.qubinode.mcp.airflow.airflowapi.BackfillPlan;
import io.qubinode.mcp.airflow.airflowapi.Clearing;
import io.qubinode.mcp.airflow.airflowapi.DagRun;
import io.qubinode.mcp.airflow.airflowapi.TaskInstance;
import io.qubinode.mcp.airflow.airflowapi.wire.AirflowV2ControlClient;
import io.qubinode.mcp.airflow.airflowapi.wire.WireBackfillDates;
import io.qubinode.mcp.airflow.airflowapi.wire.WireBackfillPlan;
import io.qubinode.mcp.airflow.airflowapi.wire.WireClearing;
import io.qubinode.mcp.airflow.airflowapi.wire.WireDagRun;
import io.qubinode.mcp.airflow.airflowapi.wire.WirePaused;
import io.qubinode.mcp.airflow.airflowapi.wire.WireRunPatch;
import io.qubinode.mcp.airflow.airflowapi.wire.WireTaskInstance;
import io.qubinode.mcp.airflow.airflowapi.wire.WireTaskInstances;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.time.Instant;
import java.util.List;

/** Changes more of Airflow 3 by its REST API v2. */
final class AirflowV2Control implements AirflowControl {

    private final AirflowV2ControlClient client;
    private final AirflowCalls calls;
    private final Airflow airflow;

    /**
     * An adapter.
     *
     * @param airflow says what is near to what is missing
     */
    AirflowV2Control(AirflowV2ControlClient client, AirflowCalls calls, Airflow airflow) {
        this.client = client;
        this.calls = calls;
        this.airflow = airflow;
    }

    @Override
    public void setPaused(String dagId, boolean paused) {
        calls.change(token -> client.patchDag(token, dagId, "is_paused", new WirePaused(paused)), () -> noDag(dagId));
    }

    @Override
    public DagRun setRunState(String dagId, String runId, String state, String note) {
        return calls.change(
                        WireDagRun.class,
                        token -> client.patchRun(token, dagId, runId, new WireRunPatch(state, note)),
                        () -> noRun(dagId, runId))
                .toDagRun();
    }

    @Override
    public List<TaskInstance> wouldClear(Clearing clearing) {
        return cleared(clearing, true, null);
    }

    @Override
    public List<TaskInstance> clear(Clearing clearing, String note) {
        return cleared(clearing, false, note);
    }

    private List<TaskInstance> cleared(Clearing clearing, boolean dryRun, String note) {
        return calls
                .change(
                        WireTaskInstances.class,
                        token -> client.clear(token, clearing.dagId(), WireClearing.of(clearing, dryRun, note)),
                        () -> noRun(clearing.dagId(), clearing.runId()))
                .taskInstances()
                .stream()
                .map(WireTaskInstance::toTaskInstance)
                .toList();
    }

    @Override
    public List<Instant> wouldBackfill(BackfillPlan plan) {
        return calls
                .change(token -> client.backfillDates(token, WireBackfillPlan.of(plan)), () -> noDag(plan.dagId()))
                .backfills()
                .stream()
                .map(WireBackfillDates.Run::logicalDate)
                .toList();
    }

    @Override
    public int backfill(BackfillPlan plan) {
        return calls.change(token -> client.backfill(token, WireBackfillPlan.of(plan)), () -> noDag(plan.dagId()))
                .id();
    }

    private ToolException noDag(String dagId) {
        return notFoundBy(() -> airflow.dag(dagId));
    }

    private ToolException noRun(String dagId, String runId) {
        return notFoundBy(() -> airflow.run(dagId, runId));
    }

    private static ToolException notFoundBy(Runnable look) {
        try {
            look.run();
            return new ToolException(ErrorCode.NOT_FOUND, "Airflow does not have this.", "");
        } catch (ToolException e) {
            return e;
        }
    }
}
