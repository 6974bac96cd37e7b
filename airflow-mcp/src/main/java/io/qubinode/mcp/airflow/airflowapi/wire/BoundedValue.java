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
import java.util.Map;
import java.util.stream.Collectors;

/** JSON that others wrote, such as the conf of a run, up to a size; what goes beyond it is left out, and the value says so. */
public abstract class BoundedValue extends StdDeserializer<JsonNode> {

    private static final long serialVersionUID = 1L;
    private static final int COST_OF_A_VALUE = 8;
    // As deep as what callers send is read.
    private static final int DEEPEST = 1_000;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final int most;

    /** @param most so many characters are kept, with {@value #COST_OF_A_VALUE} for each value */
    protected BoundedValue(int most) {
        super(JsonNode.class);
        this.most = most;
    }

    /** As much as is shown of a run in a list. */
    public static final class Shown extends BoundedValue {
        private static final long serialVersionUID = 1L;

        public Shown() {
            super(16 << 10);
        }
    }

    /** More than any conf that we send, so that it can be compared with one. */
    public static final class Whole extends BoundedValue {
        private static final long serialVersionUID = 1L;

        public Whole() {
            super(1 << 20);
        }
    }

    /** By name; none when there is no conf. */
    public static Map<String, JsonNode> fields(JsonNode conf) {
        return conf == null
                ? Map.of()
                : conf.properties().stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    @Override
    public JsonNode getNullValue(DeserializationContext context) {
        return NODES.nullNode();
    }

    @Override
    public JsonNode deserialize(JsonParser json, DeserializationContext context) throws IOException {
        var reading = new Reading(CountedTokens.uncounted(json), context);
        JsonNode value = reading.value();
        CountedTokens.count(json, most - Math.max(0, reading.left));
        return value;
    }

    private final class Reading {
        private final JsonParser json;
        private final DeserializationContext context;
        private int left = most;
        private int depth;

        private Reading(JsonParser json, DeserializationContext context) {
            this.json = json;
            this.context = context;
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
                return NODES.textNode("(not shown: " + length + " characters)");
            }
            left -= length;
            return NODES.textNode(json.getText());
        }

        private JsonNode leftOut() {
            return NODES.textNode("(the rest is not shown)");
        }
    }
}
