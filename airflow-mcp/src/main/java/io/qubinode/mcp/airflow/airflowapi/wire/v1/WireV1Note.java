package io.qubinode.mcp.airflow.airflowapi.wire.v1;

/** As on the wire. */
public record WireV1Note(String note) {}
