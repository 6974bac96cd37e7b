package io.qubinode.mcp.airflow.airflowapi;

import java.time.Instant;

/**
 * Runs to be made for a stretch of the past.
 *
 * @param dagId the DAG; it must have a schedule
 * @param from the first moment, included
 * @param to the last moment, included
 * @param again which dates that have a run already get another
 */
public record BackfillPlan(String dagId, Instant from, Instant to, Again again, int maxActiveRuns) {

    /** Which dates that have a run already get another. */
    public enum Again {
        NONE,
        FAILED,
        COMPLETED
    }
}
