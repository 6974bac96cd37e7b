package io.qubinode.mcp.endpoints.mcp.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.json.JsonObject;

/** Messages of JSON-RPC in the MCP library's type; what they hold is written as it is. */
final class Messages {

    private Messages() {}

    static JsonObject result(Object id, ObjectNode result) {
        return message().put("id", id).put("result", result);
    }

    static JsonObject error(Object id, ObjectNode error) {
        return message().put("id", id).put("error", error);
    }

    static JsonObject request(String id, String method, ObjectNode params) {
        return message().put("id", id).put("method", method).put("params", params);
    }

    static JsonObject notification(String method) {
        return message().put("method", method);
    }

    static JsonObject notification(String method, ObjectNode params) {
        return notification(method).put("params", params);
    }

    private static JsonObject message() {
        return new JsonObject().put("jsonrpc", "2.0");
    }
}
