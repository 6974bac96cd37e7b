package io.qubinode.mcp.airflow.airflowapi.wire;

/** As on the wire. */
public record WireBackfill(int id) {}
