package io.qubinode.mcp.airflow.airflowapi;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * A DAG and what its conf may hold.
 *
 * @param dagId its id
 * @param paused whether its runs wait
 * @param params JSON Schemas (draft 7, as Airflow has them) by param name
 * @see <a href="https://airflow.apache.org/docs/apache-airflow/stable/core-concepts/params.html">Airflow's params</a>
 */
public record DagDetails(String dagId, boolean paused, Map<String, Param> params) {

    /**
     * One param.
     *
     * @param schema what its value must be
     * @param value the default
     */
    public record Param(JsonNode schema, JsonNode value) {}

    public DagDetails {
        params = Map.copyOf(params);
    }
}
