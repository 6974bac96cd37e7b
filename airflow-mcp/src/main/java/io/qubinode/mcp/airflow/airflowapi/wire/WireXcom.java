package io.qubinode.mcp.airflow.airflowapi.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;

/** As on the wire; a value that is too large to be shown is cut. */
public record WireXcom(
        @JsonDeserialize(using = BoundedValue.Whole.class) JsonNode value) {}
