package io.qubinode.mcp.endpoints.testing;

import io.vertx.core.json.JsonObject;

/** Messages of MCP as JSON. */
public final class Messages {

    private Messages() {}

    public static String initialize(String revision) {
        return new JsonObject(request("initialize"))
                .put(
                        "params",
                        new JsonObject()
                                .put("protocolVersion", revision)
                                .put("capabilities", new JsonObject())
                                .put(
                                        "clientInfo",
                                        new JsonObject().put("name", "t").put("version", "1")))
                .encode();
    }

    public static String request(String method) {
        return new JsonObject()
                .put("jsonrpc", "2.0")
                .put("id", 1)
                .put("method", method)
                .encode();
    }
}
