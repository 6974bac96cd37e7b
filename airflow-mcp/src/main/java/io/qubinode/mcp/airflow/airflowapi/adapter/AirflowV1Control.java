package io.qubinode.mcp.airflow.airflowapi.adapter;

import io.qubinode.mcp.airflow.airflowapi.Airflow;
import io.qubinode.mcp.airflow.airflowapi.AirflowControl;
import io.qubinode.mcp.airflow.airflowapi.BackfillPlan;
import io.qubinode.mcp.airflow.airflowapi.Clearing;
import io.qubinode.mcp.airflow.airflowapi.DagRun;
import io.qubinode.mcp.airflow.airflowapi.TaskInstance;
import io.qubinode.mcp.airflow.airflowapi.wire.WireClearing;
import io.qubinode.mcp.airflow.airflowapi.wire.WirePaused;
import io.qubinode.mcp.airflow.airflowapi.wire.v1.AirflowV1ControlClient;
import io.qubinode.mcp.airflow.airflowapi.wire.v1.WireV1Cleared;
import io.qubinode.mcp.airflow.airflowapi.wire.v1.WireV1DagRun;
import io.qubinode.mcp.airflow.airflowapi.wire.v1.WireV1Note;
import io.qubinode.mcp.airflow.airflowapi.wire.v1.WireV1State;
import io.qubinode.mcp.security.core.ToolException;
import java.time.Instant;
import java.util.List;

/** Changes more of Airflow 2 by its REST API v1. */
final class AirflowV1Control implements AirflowControl {

    private final AirflowV1ControlClient client;
    private final AirflowCalls calls;
    private final Airflow airflow;

    /**
     * An adapter.
     *
     * @param airflow says what is near to what is missing
     */
    AirflowV1Control(AirflowConnection connection, Airflow airflow) {
        client = connection.client(AirflowV1ControlClient.class);
        calls = connection.v1Calls();
        this.airflow = airflow;
    }

    @Override
    public void setPaused(String dagId, boolean paused) {
        calls.change(
                account -> client.patchDag(account, dagId, "is_paused", new WirePaused(paused)),
                () -> NotFoundErrors.foundBy(() -> airflow.dag(dagId)));
    }

    /** The note first: it changes nothing that matters should the second request fail. */
    @Override
    public DagRun setRunState(String dagId, String runId, String state, String note) {
        calls.change(
                WireV1DagRun.class,
                account -> client.setNote(account, dagId, runId, new WireV1Note(note)),
                () -> noRun(dagId, runId));
        return calls.change(
                        WireV1DagRun.class,
                        account -> client.setState(account, dagId, runId, new WireV1State(state)),
                        () -> noRun(dagId, runId))
                .toDagRun();
    }

    @Override
    public List<TaskInstance> wouldClear(Clearing clearing) {
        return cleared(clearing, true);
    }

    /** Airflow 2 takes no note here. */
    @Override
    public List<TaskInstance> clear(Clearing clearing, String note) {
        return cleared(clearing, false);
    }

    private List<TaskInstance> cleared(Clearing clearing, boolean dryRun) {
        return calls.change(
                        WireV1Cleared.class,
                        account -> client.clear(account, clearing.dagId(), WireClearing.of(clearing, dryRun, null)),
                        () -> noRun(clearing.dagId(), clearing.runId()))
                .toTaskInstances();
    }

    @Override
    public List<Instant> wouldBackfill(BackfillPlan plan) {
        throw NotFoundErrors.inAirflow2("make backfills by its API");
    }

    @Override
    public int backfill(BackfillPlan plan) {
        throw NotFoundErrors.inAirflow2("make backfills by its API");
    }

    private ToolException noRun(String dagId, String runId) {
        return NotFoundErrors.foundBy(() -> airflow.run(dagId, runId));
    }
}
