package io.qubinode.mcp.airflow.dagtool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.airflow.airflowapi.DagDetails;
import io.qubinode.mcp.airflow.airflowapi.DagParam;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.tool.LinearExpressions;
import java.util.ArrayList;
import java.util.Set;

/** Makes the input schema of a tool from the params of a DAG. */
final class DagToolSchema {

    /** What JSON Schema says of values; Airflow's own keys are for its web form. */
    private static final Set<String> KEPT = Set.of(
            "type",
            "enum",
            "const",
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "multipleOf",
            "minLength",
            "maxLength",
            "pattern",
            "format",
            "items",
            "minItems",
            "maxItems",
            "uniqueItems",
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
            properties.set(name, property(param));
            if (mustBeGiven(param)) {
                required.add(name);
            }
        });
        if (!required.isEmpty()) {
            ArrayNode names = schema.putArray("required");
            required.forEach(names::add);
        }
        return schema.put("additionalProperties", false);
    }

    private static ObjectNode property(DagParam param) {
        ObjectNode described = param.described();
        described.retain(KEPT);
        // Python knows more than can be matched in linear time; Airflow checks it then.
        if (described.has("pattern")
                && !LinearExpressions.canMatch(described.path("pattern").asText())) {
            described.remove("pattern");
        }
        return described;
    }

    private static boolean mustBeGiven(DagParam param) {
        JsonNode type = param.schema().path("type");
        boolean nullable = type.isMissingNode()
                || type.asText().equals("null")
                || type.valueStream().anyMatch(one -> one.asText().equals("null"));
        return param.value().isNull() && !nullable;
    }
}
