package io.qubinode.mcp.airflow.airflowapi.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;

/** What a task returned; the reader says how much of it is kept. */
public record WireXcom(
        @JsonDeserialize(using = BoundedValue.class) JsonNode value) {}
