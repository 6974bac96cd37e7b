package io.qubinode.mcp.airflow.airflowapi.wire;

import java.time.Instant;

/** An entry of Airflow's own audit. */
@OnTheWire
public record WireEvent(Instant when, String event, String owner) {}
