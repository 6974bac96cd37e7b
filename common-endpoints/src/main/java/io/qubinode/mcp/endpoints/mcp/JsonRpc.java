package io.qubinode.mcp.endpoints.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolError;
import io.qubinode.mcp.security.core.ToolJson;

/**
 * Errors of JSON-RPC.
 *
 * @see <a href="https://www.jsonrpc.org/specification#error_object">JSON-RPC 2.0</a>
 */
public final class JsonRpc {

    public static final int PARSE_ERROR = -32700;
    public static final int INVALID_REQUEST = -32600;
    public static final int METHOD_NOT_FOUND = -32601;
    public static final int INVALID_PARAMS = -32602;
    static final int INTERNAL_ERROR = -32603;
    // https://modelcontextprotocol.io/specification/2025-11-25/server/resources#error-handling
    public static final int RESOURCE_NOT_FOUND = -32002;

    public static final String NO_JSON = "invalid_argument: The body of the request is not JSON.";
    public static final String TOO_DEEP = "invalid_argument: The message is nested too deeply. Send flatter arguments.";

    private JsonRpc() {}

    public static ObjectNode error(String method, ToolError error) {
        ObjectNode json = error(code(method, error.code()), error.text());
        ObjectNode data = json.putObject("data").put("code", error.code().key());
        error.retryAfter().ifPresent(wait -> data.put("retry_after_seconds", wait.toSeconds()));
        return json;
    }

    /** An error of the message itself. */
    public static ObjectNode error(int code, String message) {
        return ToolJson.MAPPER.createObjectNode().put("code", code).put("message", message);
    }

    private static int code(String method, ErrorCode code) {
        return switch (code) {
            case NOT_FOUND -> method.startsWith("resources/") ? RESOURCE_NOT_FOUND : INVALID_PARAMS;
            case INVALID_ARGUMENT, TOO_LARGE -> INVALID_PARAMS;
            default -> INTERNAL_ERROR;
        };
    }
}
