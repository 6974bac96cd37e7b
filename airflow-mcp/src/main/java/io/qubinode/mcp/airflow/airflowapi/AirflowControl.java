package io.qubinode.mcp.airflow.airflowapi;

import java.time.Instant;
import java.util.List;

/**
 * What more can be changed in Airflow. As {@link Airflow}: blocks, is tried once, and throws
 * {@link io.qubinode.mcp.security.core.ToolException}.
 */
public interface AirflowControl {

    /** Lets a DAG's runs wait, or not any more. */
    void setPaused(String dagId, boolean paused);

    /**
     * Ends a run by saying how it ended. Its running tasks are stopped.
     *
     * @param state success or failed
     * @param note shown on its page in Airflow
     */
    DagRun setRunState(String dagId, String runId, String state, String note);

    /** What clearing would run again. Changes nothing. */
    List<TaskInstance> wouldClear(Clearing clearing);

    /**
     * Lets task instances run again, and their run go on.
     *
     * @param note shown on the page of each in Airflow, where it has that
     */
    List<TaskInstance> clear(Clearing clearing, String note);

    /** For which dates a backfill would make runs. Changes nothing. */
    List<Instant> wouldBackfill(BackfillPlan plan);

    /** Makes the runs of a backfill, and tells its id. */
    int backfill(BackfillPlan plan);
}
