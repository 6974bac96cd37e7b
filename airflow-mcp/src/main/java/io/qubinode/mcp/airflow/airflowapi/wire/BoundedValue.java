package io.qubinode.mcp.airflow.airflowapi.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/**
 * JSON that others wrote, such as the conf of a run. {@link LongAnswer#keeping} says how many characters of it are kept, with {@value
 * #COST_OF_A_VALUE} for each value; what goes beyond is left out, and the value says so.
 */
public final class BoundedValue extends StdDeserializer<JsonNode> {

    private static final long serialVersionUID = 1L;
    private static final int COST_OF_A_VALUE = 8;
    // As deep as what callers send is read.
    private static final int DEEPEST = 1_000;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** Stands in place of what is left out. */
    public static final String LEFT_OUT = "(the rest is not shown)";

    /** As much as is shown of a run in a list. */
    public static final int SHOWN = 16 << 10;

    /** More than any conf that we send, so that it can be compared with one. */
    public static final int WHOLE = 1 << 20;

    BoundedValue() {
        super(JsonNode.class);
    }

    @Override
    public JsonNode getNullValue(DeserializationContext context) {
        return NODES.nullNode();
    }

    @Override
    public JsonNode deserialize(JsonParser json, DeserializationContext context) throws IOException {
        int most = context.getAttribute(BoundedValue.class) instanceof Integer kept ? kept : 0;
        if (most == 0) {
            json.skipChildren();
            return NODES.nullNode();
        }
        var reading = new Reading(CountedTokens.uncounted(json), context, most);
        JsonNode value = reading.value();
        CountedTokens.count(json, most - Math.max(0, reading.left));
        return value;
    }

    private static final class Reading {
        private final JsonParser json;
        private final DeserializationContext context;
        private int left;
        private int depth;

        private Reading(JsonParser json, DeserializationContext context, int most) {
            this.json = json;
            this.context = context;
            left = most;
        }

        private JsonNode value() throws IOException {
            left -= COST_OF_A_VALUE;
            if (depth == DEEPEST) {
                json.skipChildren();
                return leftOut();
            }
            depth++;
            try {
                return read();
            } finally {
                depth--;
            }
        }

        private JsonNode read() throws IOException {
            return switch (json.currentToken()) {
                case START_OBJECT -> object();
                case START_ARRAY -> array();
                case VALUE_STRING -> text();
                default -> context.readTree(json);
            };
        }

        private ObjectNode object() throws IOException {
            ObjectNode object = NODES.objectNode();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                left -= name.length();
                if (left > 0) {
                    object.set(name, value());
                } else {
                    json.skipChildren();
                    object.set("…", leftOut());
                }
            }
            return object;
        }

        private ArrayNode array() throws IOException {
            ArrayNode array = NODES.arrayNode();
            while (json.nextToken() != JsonToken.END_ARRAY) {
                if (left > 0) {
                    array.add(value());
                    if (left <= 0) {
                        array.add(leftOut());
                    }
                } else {
                    json.skipChildren();
                }
            }
            return array;
        }

        private JsonNode text() throws IOException {
            int length = json.getTextLength();
            if (length > left) {
                String many = length > LongAnswer.MOST_KEPT ? "more than " + LongAnswer.MOST_KEPT : "" + length;
                return NODES.textNode("(not shown: " + many + " characters)");
            }
            left -= length;
            return NODES.textNode(json.getText());
        }

        private JsonNode leftOut() {
            return NODES.textNode(LEFT_OUT);
        }
    }
}
