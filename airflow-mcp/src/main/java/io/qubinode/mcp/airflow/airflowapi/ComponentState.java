package io.qubinode.mcp.airflow.airflowapi;

import java.time.Instant;
import java.util.Optional;

/**
 * How a part of Airflow is.
 *
 * @param name metadatabase, scheduler, triggerer or dag_processor
 * @param status healthy or unhealthy; empty when it is not there
 * @param lastHeartbeat when it last gave a sign of life; the metadatabase gives none
 */
public record ComponentState(String name, Optional<String> status, Optional<Instant> lastHeartbeat) {}
