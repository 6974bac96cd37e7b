package io.qubinode.mcp.endpoints.mcp.stateless;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.tool.Questions;
import java.util.List;
import java.util.Map;

/**
 * What each request says of itself and of its client.
 *
 * @see <a href="https://modelcontextprotocol.io/specification/2026-07-28/basic/index#meta">MCP 2026-07-28: _meta</a>
 */
record RequestMeta(JsonNode json) {

    static final String PREFIX = "io.modelcontextprotocol/";
    static final String VERSION = PREFIX + "protocolVersion";
    static final String CAPABILITIES = PREFIX + "clientCapabilities";

    /** The extension, and what a client lacks that does not know it. */
    static final String TASKS = PREFIX + "tasks";

    private static final String EXTENSIONS = "extensions";
    private static final String FORM = "form";

    private static final Map<String, String> CAPABILITY_OF =
            Map.of(Questions.ELICITATION, "elicitation", "sampling/createMessage", "sampling", "roots/list", "roots");

    private static final TextMapGetter<JsonNode> TEXTS = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(JsonNode meta) {
            return meta::fieldNames;
        }

        @Override
        public String get(JsonNode meta, String key) {
            return meta == null ? null : meta.path(key).textValue();
        }
    };

    boolean hasVersion() {
        return json.path(VERSION).isTextual();
    }

    /** Empty when it says none. */
    String version() {
        return json.path(VERSION).asText();
    }

    boolean hasCapabilities() {
        return json.path(CAPABILITIES).isObject();
    }

    /** Whether the client takes a task for an answer. */
    boolean knowsTasks() {
        return json.path(CAPABILITIES).path(EXTENSIONS).path(TASKS).isObject();
    }

    /** Whether the client answers questions of this method. */
    boolean answers(String method) {
        if (!CAPABILITY_OF.containsKey(method)) {
            return false;
        }
        JsonNode capability = json.path(CAPABILITIES).path(CAPABILITY_OF.get(method));
        // A client that names no mode knows forms.
        return capability.isObject()
                && (!method.equals(Questions.ELICITATION)
                        || capability.isEmpty()
                        || capability.path(FORM).isObject());
    }

    /** The capabilities that a client lacks which does not answer questions of these methods, or knows no {@link #TASKS}. */
    static ObjectNode capabilitiesFor(List<String> methods) {
        ObjectNode lacking = ToolJson.MAPPER.createObjectNode();
        methods.forEach(method -> {
            if (method.equals(TASKS)) {
                lacking.putObject(EXTENSIONS).putObject(TASKS);
            } else {
                ObjectNode capability = lacking.putObject(CAPABILITY_OF.get(method));
                if (method.equals(Questions.ELICITATION)) {
                    capability.putObject(FORM);
                }
            }
        });
        return lacking;
    }

    JsonNode progressToken() {
        return json.path("progressToken");
    }

    /** The trace that the client says it is in; otherwise that of the HTTP request. */
    Context trace(Context ofHttp) {
        return json.has("traceparent")
                ? GlobalOpenTelemetry.getPropagators().getTextMapPropagator().extract(ofHttp, json, TEXTS)
                : ofHttp;
    }
}
