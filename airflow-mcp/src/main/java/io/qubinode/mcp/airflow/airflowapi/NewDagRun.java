package io.qubinode.mcp.airflow.airflowapi;

import java.util.Map;

/**
 * A run to be created.
 *
 * @param runId its id, by which it can be looked for when the answer is lost
 * @param logicalDate what it is a run for
 * @param note what the run's page in Airflow shows
 */
public record NewDagRun(Map<String, Object> conf, String runId, LogicalDate logicalDate, String note) {

    /** The same for another date. */
    public NewDagRun at(LogicalDate date) {
        return new NewDagRun(conf, runId, date, note);
    }
}
