package io.qubinode.mcp.airflow.airflowapi;

import java.util.List;

/**
 * Some of the DAGs that match a query.
 *
 * @param dags those from the query's offset on
 * @param total how many match
 */
public record DagPage(List<Dag> dags, int total) {

    public DagPage {
        dags = List.copyOf(dags);
    }
}
