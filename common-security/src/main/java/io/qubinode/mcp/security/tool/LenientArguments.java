package io.qubinode.mcp.security.tool;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.qubinode.mcp.security.core.ToolJson;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Takes arguments as they are meant: JSON that a client wrote as text, and values that were pasted with white space around them. */
final class LenientArguments {

    private LenientArguments() {}

    /**
     * Reads text as JSON where the schema wants an object, a list, a number or a boolean and no text. What is not JSON of the wanted
     * type stays, for the checks that follow.
     *
     * @param arguments changed in place
     */
    static void readJsonTexts(ObjectNode schema, ObjectNode arguments) {
        JsonNode properties = schema.path("properties");
        for (Map.Entry<String, JsonNode> argument : arguments.properties()) {
            argument.setValue(read(properties.path(argument.getKey()), schema, argument.getValue()));
        }
    }

    private static JsonNode read(JsonNode described, ObjectNode schema, JsonNode value) {
        JsonNode wanted = resolved(described, schema);
        JsonNode json = value.isTextual() ? meant(types(wanted), value) : value;
        return switch (json) {
            case ObjectNode object -> {
                ObjectNode read = ToolJson.MAPPER.createObjectNode();
                object.properties()
                        .forEach(field -> read.set(
                                field.getKey(),
                                read(wanted.path("properties").path(field.getKey()), schema, field.getValue())));
                yield read;
            }
            case ArrayNode list -> {
                ArrayNode read = ToolJson.MAPPER.createArrayNode();
                list.forEach(item -> read.add(read(wanted.path("items"), schema, item)));
                yield read;
            }
            default -> json;
        };
    }

    private static JsonNode resolved(JsonNode described, ObjectNode schema) {
        String reference = described.path("$ref").asText();
        return reference.startsWith("#/") ? schema.at(reference.substring(1)) : described;
    }

    private static Set<String> types(JsonNode described) {
        JsonNode type = described.path("type");
        if (type.isTextual()) {
            return Set.of(type.textValue());
        }
        var types = new HashSet<String>();
        type.forEach(one -> types.add(one.asText()));
        return types;
    }

    private static JsonNode meant(Set<String> types, JsonNode text) {
        if (types.isEmpty() || types.contains("string")) {
            return text;
        }
        return parsed(text.textValue().strip())
                .filter(json -> types.contains("object") && json.isObject()
                        || types.contains("array") && json.isArray()
                        || (types.contains("integer") || types.contains("number")) && json.isNumber()
                        || types.contains("boolean") && json.isBoolean())
                .orElse(text);
    }

    private static Optional<JsonNode> parsed(String text) {
        try {
            return Optional.of(ToolJson.MAPPER.readTree(text));
        } catch (JsonProcessingException e) {
            // As Python writes them.
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "true" -> Optional.of(BooleanNode.TRUE);
                case "false" -> Optional.of(BooleanNode.FALSE);
                default -> Optional.empty();
            };
        }
    }

    /**
     * Takes away what stands around texts, those in lists too.
     *
     * @param verbatim the arguments in which it means something, unless the schema names all values there are
     * @param arguments changed in place
     */
    static void strip(ObjectNode schema, Set<String> verbatim, ObjectNode arguments) {
        JsonNode properties = schema.path("properties");
        for (Map.Entry<String, JsonNode> argument : arguments.properties()) {
            if (!verbatim.contains(argument.getKey())
                    || properties.path(argument.getKey()).has("enum")) {
                argument.setValue(stripped(argument.getValue()));
            }
        }
    }

    private static JsonNode stripped(JsonNode value) {
        if (value instanceof ArrayNode list) {
            ArrayNode stripped = ToolJson.MAPPER.createArrayNode();
            list.forEach(item -> stripped.add(stripped(item)));
            return stripped;
        }
        return value.isTextual() ? TextNode.valueOf(Pasted.trimmed(value.textValue())) : value;
    }
}
