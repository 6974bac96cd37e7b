package io.qubinode.mcp.airflow.airflowapi.wire;

import com.fasterxml.jackson.databind.JsonNode;

/** As on the wire. */
public record WireXcom(JsonNode value) {}
