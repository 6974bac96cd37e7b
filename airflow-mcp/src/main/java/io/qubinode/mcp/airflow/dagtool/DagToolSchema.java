package io.qubinode.mcp.airflow.dagtool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.airflow.airflowapi.DagDetails;
import io.qubinode.mcp.airflow.airflowapi.DagParam;
import io.qubinode.mcp.airflow.airflowapi.LogicalDate;
import io.qubinode.mcp.airflow.airflowapi.ShownParam;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.secret.ForeignText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;

/** Makes the input schema of a tool from the params of a DAG. */
final class DagToolSchema {

    private static final String LOGICAL_DATE = "logical_date";

    /**
     * What JSON Schema says of values, and Airflow understands as everybody does; its own keys are for its web form. Patterns and formats
     * are Python's, which accepts values that others refuse: they are described, and Airflow checks them.
     */
    private static final Set<String> KEPT = Set.of(
            "type",
            "enum",
            "const",
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "minLength",
            "maxLength",
            "items",
            "minItems",
            "maxItems",
            "properties",
            "required",
            "description",
            "default");

    private DagToolSchema() {}

    static ObjectNode of(DagDetails dag) {
        ObjectNode schema = ToolJson.MAPPER.createObjectNode().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        var required = new ArrayList<String>();
        dag.params().forEach((name, param) -> {
            properties.set(name, property(name, param));
            if (param.isRequired()) {
                required.add(name);
            }
        });
        if (!dag.params().containsKey(LOGICAL_DATE)) {
            properties
                    .putObject(LOGICAL_DATE)
                    .put("type", "string")
                    .put("pattern", "^(?:" + LogicalDate.PATTERN + ")$")
                    .put(
                            "description",
                            "Date that the run is for: a date or time in UTC, or \"none\" for a run without a date. Default: now.");
        }
        if (!required.isEmpty()) {
            ArrayNode names = schema.putArray("required");
            required.forEach(names::add);
        }
        return schema.put("additionalProperties", false);
    }

    /** Takes the argument out that is none of the DAG's params. */
    static Optional<String> takeLogicalDate(DagDetails dag, ObjectNode arguments) {
        return dag.params().containsKey(LOGICAL_DATE)
                ? Optional.empty()
                : Optional.ofNullable(arguments.remove(LOGICAL_DATE)).map(JsonNode::asText);
    }

    private static ObjectNode property(String name, DagParam param) {
        // Airflow fills in the default that is a secret.
        ObjectNode described = ShownParam.usable(name, param.described());
        var words = new StringJoiner("; ");
        param.description().map(ForeignText::shown).ifPresent(words::add);
        for (String key : List.of("format", "pattern")) {
            if (described.path(key).isTextual()) {
                words.add(key + ": " + described.path(key).textValue());
            }
        }
        if (words.length() > 0) {
            described.put("description", words.toString());
        }
        return plain(described);
    }

    /** Without what is not for everybody, at any depth. */
    private static ObjectNode plain(ObjectNode schema) {
        schema.retain(KEPT);
        if (schema.get("items") instanceof ObjectNode items) {
            plain(items);
        } else {
            schema.remove("items");
        }
        if (schema.get("properties") instanceof ObjectNode properties) {
            properties.forEach(property -> {
                if (property instanceof ObjectNode inner) {
                    plain(inner);
                }
            });
        } else {
            schema.remove("properties");
        }
        return schema;
    }
}
