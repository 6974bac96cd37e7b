package io.qubinode.mcp.airflow.airflowapi.wire;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/** As on the wire. */
@JsonNaming(SnakeCaseStrategy.class)
public record WirePaused(boolean isPaused) {}
