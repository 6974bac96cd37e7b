package io.qubinode.mcp.airflow.airflowapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.secret.SecretMask;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Params as they are shown. A value in a schema, such as the default, is a secret when the name of the param says so or when it looks like
 * one; the rest of the schema stays readable.
 */
public final class ShownParam {

    /** What holds values of the param, in a JSON Schema and in what Airflow puts beside one. */
    private static final Set<String> VALUES = Set.of("default", "const", "enum", "examples", "value", "values_display");

    private ShownParam() {}

    /** The schema of a param without secrets. */
    public static ObjectNode schema(String name, ObjectNode schema) {
        ObjectNode shown = ToolJson.MAPPER.createObjectNode();
        schema.properties().forEach(each -> shown.set(SecretMask.mask(each.getKey()), part(name, each)));
        return shown;
    }

    /** The same, for callers that send what it says: values that are secrets are left out of it. */
    public static ObjectNode usable(String name, ObjectNode schema) {
        ObjectNode shown = schema(name, schema);
        leaveOutMasked(schema, shown);
        return shown;
    }

    /** The params of a question by name: each is a value, or has a schema and a value. */
    public static JsonNode ofQuestion(JsonNode params) {
        ObjectNode shown = ToolJson.MAPPER.createObjectNode();
        params.properties()
                .forEach(each -> shown.set(
                        SecretMask.mask(each.getKey()),
                        each.getValue() instanceof ObjectNode param && param.has("schema") && param.has("value")
                                ? schema(each.getKey(), param)
                                : SecretMask.maskAll(each.getKey(), each.getValue())));
        return shown;
    }

    private static JsonNode part(String name, Map.Entry<String, JsonNode> part) {
        if (VALUES.contains(part.getKey())) {
            return SecretMask.maskAll(name, part.getValue());
        } else if (part.getKey().equals("properties") && part.getValue() instanceof ObjectNode properties) {
            ObjectNode shown = ToolJson.MAPPER.createObjectNode();
            properties
                    .properties()
                    .forEach(each -> shown.set(SecretMask.mask(each.getKey()), any(each.getKey(), each.getValue())));
            return shown;
        }
        return any(name, part.getValue());
    }

    private static JsonNode any(String name, JsonNode part) {
        if (part instanceof ObjectNode schema) {
            return schema(name, schema);
        } else if (part instanceof ArrayNode parts) {
            ArrayNode shown = ToolJson.MAPPER.createArrayNode();
            parts.forEach(each -> shown.add(any(name, each)));
            return shown;
        }
        return part instanceof TextNode ? SecretMask.maskAll(part) : part;
    }

    private static void leaveOutMasked(JsonNode schema, JsonNode shown) {
        if (shown instanceof ObjectNode object) {
            List.copyOf(object.properties()).forEach(each -> {
                JsonNode before = schema.path(each.getKey());
                if (VALUES.contains(each.getKey()) && !before.equals(each.getValue())) {
                    object.remove(each.getKey());
                } else {
                    leaveOutMasked(before, each.getValue());
                }
            });
        }
    }
}
