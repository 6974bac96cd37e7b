package io.qubinode.mcp.endpoints.mcp.stateless;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.endpoints.mcp.JsonRpc;
import io.qubinode.mcp.endpoints.mcp.Revisions;
import io.qubinode.mcp.security.core.ToolJson;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a message is, and whether it says all that it must.
 *
 * @param isMethod whether there is a method of this name
 */
record MessageCheck(Predicate<String> isMethod) {

    // https://modelcontextprotocol.io/specification/2026-07-28/basic/index#error-codes
    private static final int HEADER_MISMATCH = -32020;
    private static final int MISSING_CAPABILITY = -32021;
    private static final int UNSUPPORTED_VERSION = -32022;

    private static final String NO_MESSAGE =
            "invalid_argument: This is not a JSON-RPC 2.0 request or notification of MCP. Send one object with jsonrpc, method and,"
                    + " for a request, an id that is text or a whole number; params is an object.";

    sealed interface Message {}

    /**
     * It can be answered.
     *
     * @param params without what only carries the request
     * @param replies what questions are answered with; missing when there is nothing
     * @param state what was given with the questions; missing when there was nothing
     */
    record Request(JsonNode id, String method, ObjectNode params, RequestMeta meta, JsonNode replies, JsonNode state)
            implements Message {

        private static Request of(JsonNode id, String method, ObjectNode params) {
            RequestMeta meta = new RequestMeta(params.path("_meta"));
            JsonNode replies = params.path("inputResponses");
            JsonNode state = params.path("requestState");
            params.remove(List.of("_meta", "inputResponses", "requestState"));
            return new Request(id, method, params, meta, replies, state);
        }
    }

    record Notification(String method) implements Message {}

    /**
     * It cannot be answered.
     *
     * @param id missing when it is not known
     */
    record Refused(int status, JsonNode id, String method, ObjectNode error) implements Message {}

    Message of(HttpServerRequest http, JsonNode message) {
        JsonNode params = message.path("params");
        JsonNode id = message.path("id");
        boolean isRequest = id.isTextual() || id.isIntegralNumber();
        String method = message.path("method").asText();
        if (!message.path("jsonrpc").asText().equals("2.0")
                || !message.path("method").isTextual()
                || !(params.isMissingNode() || params.isObject())
                || !(isRequest || id.isMissingNode())) {
            return new Refused(
                    400,
                    isRequest ? id : MissingNode.getInstance(),
                    method,
                    JsonRpc.error(JsonRpc.INVALID_REQUEST, NO_MESSAGE));
        }
        if (!isRequest) {
            return new Notification(method);
        }
        ObjectNode given = params instanceof ObjectNode object ? object : ToolJson.MAPPER.createObjectNode();
        return request(http, Request.of(id, method, given));
    }

    private Message request(HttpServerRequest http, Request request) {
        RequestMeta meta = request.meta();
        if (!meta.hasVersion()) {
            return refused(request, JsonRpc.INVALID_PARAMS, "params._meta lacks " + RequestMeta.VERSION + ".");
        }
        Optional<String> wrongVersion = RequestHeaders.wrongVersion(http, meta.version());
        if (wrongVersion.isPresent()) {
            return mismatch(request, wrongVersion.get());
        }
        if (!meta.version().equals(Revisions.STATELESS)) {
            return unsupported(request);
        }
        if (!meta.hasCapabilities()) {
            return refused(request, JsonRpc.INVALID_PARAMS, "params._meta lacks " + RequestMeta.CAPABILITIES + ".");
        }
        if (!isMethod.test(request.method())) {
            return new Refused(
                    404,
                    request.id(),
                    request.method(),
                    JsonRpc.error(JsonRpc.METHOD_NOT_FOUND, "not_found: There is no such method in this revision."));
        }
        return RequestHeaders.wrong(http, request.method(), request.params())
                .<Message>map(wrong -> mismatch(request, wrong))
                .orElse(request);
    }

    /** What is not a message. */
    static Refused unreadable(int code, String why) {
        return new Refused(400, MissingNode.getInstance(), "", JsonRpc.error(code, why));
    }

    /** A request whose headers do not say what it says. */
    static Refused mismatch(Request request, String why) {
        return refused(request, HEADER_MISMATCH, why);
    }

    static Refused refused(Request request, int code, String why) {
        return new Refused(400, request.id(), request.method(), JsonRpc.error(code, "invalid_argument: " + why));
    }

    private static Refused unsupported(Request request) {
        ObjectNode error = JsonRpc.error(
                UNSUPPORTED_VERSION, "invalid_argument: This revision of MCP is not spoken here without a session.");
        ObjectNode data = error.putObject("data");
        var supported = data.putArray("supported");
        Revisions.ALL.forEach(supported::add);
        data.put("requested", request.meta().version());
        return new Refused(400, request.id(), request.method(), error);
    }

    /** The error of a request whose client would have to answer questions of these methods, or to know {@link RequestMeta#TASKS}. */
    static ObjectNode lacking(List<String> methods) {
        ObjectNode error = JsonRpc.error(
                MISSING_CAPABILITY,
                "denied: This needs a client that knows " + String.join(", ", methods) + "; nothing was done.");
        error.putObject("data").set("requiredCapabilities", RequestMeta.capabilitiesFor(methods));
        return error;
    }
}
