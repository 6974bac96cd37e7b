package io.qubinode.mcp.airflow.airflowapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.core.ToolJson;
import java.util.Optional;

/**
 * A param of a DAG.
 *
 * @param schema JSON Schema (draft 7, as Airflow has it) of its value
 * @param value the default; a null node when there is none
 * @param description what its author says of it
 */
public record DagParam(JsonNode schema, JsonNode value, Optional<String> description) {

    /** Whether each run must give a value: there is no default, and null is none. */
    public boolean isRequired() {
        JsonNode type = schema.path("type");
        boolean nullable = type.isMissingNode()
                || type.asText().equals("null")
                || type.valueStream().anyMatch(one -> one.asText().equals("null"));
        return value.isNull() && !nullable;
    }

    /** The schema with description and default in it. */
    public ObjectNode described() {
        ObjectNode described =
                schema instanceof ObjectNode object ? object.deepCopy() : ToolJson.MAPPER.createObjectNode();
        description.ifPresent(text -> described.put("description", text));
        if (!value.isNull()) {
            described.set("default", value);
        }
        return described;
    }
}
