package io.qubinode.mcp.airflow.airflowapi;

/** The generations of Airflow's REST API. */
enum Generation {
    /** Airflow 2. */
    V1,
    /** Airflow 3. */
    V2
}
