package io.qubinode.mcp.assistant.status.airflow;

/** As on the wire. */
public record WireVersion(String version) {}
