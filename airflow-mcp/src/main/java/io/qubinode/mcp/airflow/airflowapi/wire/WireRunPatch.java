package io.qubinode.mcp.airflow.airflowapi.wire;

/** As on the wire. */
public record WireRunPatch(String state, String note) {}
