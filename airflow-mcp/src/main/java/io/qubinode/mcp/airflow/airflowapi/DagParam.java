package io.qubinode.mcp.airflow.airflowapi;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * A param of a DAG.
 *
 * @param schema JSON Schema (draft 7, as Airflow has it) of its value
 * @param value the default; a null node when there is none
 * @param description what its author says of it
 */
public record DagParam(JsonNode schema, JsonNode value, Optional<String> description) {}
