package io.qubinode.mcp.airflow.airflowapi.adapter;

/** The generations of Airflow's REST API. */
enum ApiVersion {
    /** Airflow 2. */
    V1,
    /** Airflow 3. */
    V2
}
