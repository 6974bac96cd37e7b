package io.qubinode.mcp.security.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.regex.Pattern;

/** Makes arguments fit for the audit trail: values of keys that name a secret go, long ones are cut. */
public final class SecretMask {

    private static final Pattern SECRET =
            Pattern.compile("(?i).*(passw|secret|token|api_?key|credential|private_?key|authorization).*");
    private static final int LONGEST_TEXT = 256;
    private static final int MOST_ENTRIES = 50;
    private static final int DEEPEST = 8;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private SecretMask() {}

    /** A copy of {@code value} to be written down; never longer than a few kilobytes a level. */
    public static JsonNode mask(JsonNode value) {
        return mask(value, 0);
    }

    /** Text cut to what a record holds. */
    public static String cut(String text) {
        return text.length() <= LONGEST_TEXT
                ? text
                : text.substring(0, LONGEST_TEXT) + "… (" + text.length() + " characters)";
    }

    /** Whether a key of this name holds a secret. */
    public static boolean isSecret(String key) {
        return SECRET.matcher(key).matches();
    }

    private static JsonNode mask(JsonNode value, int depth) {
        if (value.isTextual()) {
            return JSON.textNode(cut(value.textValue()));
        }
        if (value.isContainerNode() && depth == DEEPEST) {
            return JSON.textNode("…");
        }
        if (value instanceof ObjectNode object) {
            ObjectNode masked = JSON.objectNode();
            object.propertyStream().limit(MOST_ENTRIES).forEach(field -> {
                masked.set(
                        cut(field.getKey()),
                        isSecret(field.getKey()) ? JSON.textNode("***") : mask(field.getValue(), depth + 1));
            });
            return masked;
        }
        if (value instanceof ArrayNode array) {
            ArrayNode masked = JSON.arrayNode();
            array.valueStream().limit(MOST_ENTRIES).forEach(element -> masked.add(mask(element, depth + 1)));
            return masked;
        }
        return value;
    }
}
