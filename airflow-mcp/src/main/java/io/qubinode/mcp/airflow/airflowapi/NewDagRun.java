package io.qubinode.mcp.airflow.airflowapi;

import java.util.Map;
import java.util.Optional;

/**
 * A run to be created.
 *
 * @param conf its configuration
 * @param runId its id; empty for one that Airflow makes
 * @param note what the run's page in Airflow shows
 */
public record NewDagRun(Map<String, Object> conf, Optional<String> runId, String note) {}
