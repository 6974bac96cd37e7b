package io.qubinode.mcp.assistant.testing;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkiverse.mcp.server.test.McpAssured;
import io.restassured.response.Response;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import org.awaitility.Awaitility;

/** Calls the running service by its doors. */
public final class Client {

    public static final String KEY = "assistant-key-0123456789abcdef0123456789";

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private Client() {}

    public static Response rest(String tool, String arguments) {
        return given().header("X-API-Key", KEY)
                .contentType("application/json")
                .body(arguments)
                .post("/tools/{tool}", tool);
    }

    /** The result of a tool call by MCP Streamable HTTP. */
    public static JsonObject mcp(URI base, String tool, JsonObject arguments) {
        return request(base, "tools/call", new JsonObject().put("name", tool).put("arguments", arguments));
    }

    /** The tools as a client of MCP sees them. */
    public static JsonArray listing(URI base) {
        return request(base, "tools/list", new JsonObject()).getJsonArray("tools");
    }

    /** The result of any request by MCP Streamable HTTP. */
    public static JsonObject request(URI base, String method, JsonObject params) {
        looksOften();
        var client = McpAssured.newStreamableClient()
                .setBaseUri(base)
                .setAdditionalHeaders(
                        message -> MultiMap.caseInsensitiveMultiMap().add("X-API-Key", KEY))
                .build()
                .connect();
        try {
            JsonObject request = client.newRequest(method).put("params", params);
            client.sendAndForget(request);
            JsonObject response = client.waitForResponse(request);
            assertThat(response.containsKey("error")).as(response.encode()).isFalse();
            return response.getJsonObject("result");
        } finally {
            client.close();
        }
    }

    /** McpAssured looks for an answer every 100 ms otherwise, which is most of the time of a call. */
    public static void looksOften() {
        Awaitility.setDefaultPollDelay(Duration.ofMillis(1));
        Awaitility.setDefaultPollInterval(Duration.ofMillis(2));
    }

    /** Asks again until the documents have been read. */
    public static void awaitDocuments() {
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(50))
                .atMost(PATIENCE)
                .until(Client::hasDocuments);
    }

    private static boolean hasDocuments() {
        String detail = rest("get_project_status", "{}")
                .jsonPath()
                .getString("components.find { it.name == 'documents' }.detail");
        return !detail.startsWith("0 ") && !detail.contains("being indexed");
    }
}
