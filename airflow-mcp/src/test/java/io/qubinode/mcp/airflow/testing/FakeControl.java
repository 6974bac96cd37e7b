package io.qubinode.mcp.airflow.testing;

import io.qubinode.mcp.airflow.airflowapi.AirflowControl;
import io.qubinode.mcp.airflow.airflowapi.BackfillPlan;
import io.qubinode.mcp.airflow.airflowapi.Clearing;
import io.qubinode.mcp.airflow.airflowapi.DagRun;
import io.qubinode.mcp.airflow.airflowapi.TaskInstance;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Remembers what it was told to change. */
public final class FakeControl implements AirflowControl {

    public final List<String> changes = new ArrayList<>();
    public final List<TaskInstance> affected = new ArrayList<>();
    public final List<Instant> dates = new ArrayList<>();

    @Override
    public void setPaused(String dagId, boolean paused) {
        changes.add("paused " + dagId + " " + paused);
    }

    @Override
    public DagRun setRunState(String dagId, String runId, String state, String note) {
        changes.add(runId + " " + state + ": " + note);
        return FakeAirflow.run(state);
    }

    @Override
    public List<TaskInstance> wouldClear(Clearing clearing) {
        return affected;
    }

    @Override
    public List<TaskInstance> clear(Clearing clearing, String note) {
        changes.add("clear " + clearing.runId());
        return affected;
    }

    @Override
    public List<Instant> wouldBackfill(BackfillPlan plan) {
        return dates;
    }

    @Override
    public int backfill(BackfillPlan plan) {
        changes.add("backfill " + plan.from() + " " + plan.to());
        return 7;
    }
}
