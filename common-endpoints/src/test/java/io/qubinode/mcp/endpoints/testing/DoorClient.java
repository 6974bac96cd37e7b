package io.qubinode.mcp.endpoints.testing;

import io.quarkiverse.mcp.server.test.McpAssured;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** A client of one door, so that one test can walk all of them. */
public interface DoorClient extends AutoCloseable {

    String KEY = "probe-key-0123456789abcdef0123456789";

    /**
     * What came back.
     *
     * @param content the structured content; null with an error
     * @param code the error's code; null without one
     * @param text the error as text
     */
    record Answer(JsonObject content, String code, String text) {}

    /** The door's name in the audit trail. */
    String door();

    List<String> listedTools();

    /** Calls with arguments of any JSON type. */
    Answer call(String tool, Object arguments);

    @Override
    void close();

    static List<DoorClient> ofEveryDoor(URI base, String key) {
        return ofEveryDoor(base, Map.of("X-API-Key", key));
    }

    /** With the headers that carry the credential; over TLS with what the platform's default context shows. */
    static List<DoorClient> ofEveryDoor(URI base, Map<String, String> headers) {
        return List.of(streamable(base, headers), sse(base, headers), new Rest(base, headers));
    }

    static DoorClient streamable(URI base, String key) {
        return streamable(base, Map.of("X-API-Key", key));
    }

    private static DoorClient streamable(URI base, Map<String, String> headers) {
        McpPolling.often();
        var client = McpAssured.newStreamableClient()
                .setBaseUri(base)
                .setAdditionalHeaders(
                        message -> MultiMap.caseInsensitiveMultiMap().addAll(headers))
                .build()
                .connect();
        return new Mcp(
                "mcp_http",
                (method, params) -> {
                    JsonObject request = client.newRequest(method).put("params", params);
                    client.sendAndForget(request);
                    return client.waitForResponse(request);
                },
                client::close);
    }

    static DoorClient sse(URI base, String key) {
        return sse(base, Map.of("X-API-Key", key));
    }

    private static DoorClient sse(URI base, Map<String, String> headers) {
        var session = new SseMessages(base, headers);
        return new Mcp("mcp_sse", session::request, session::close);
    }

    static DoorClient rest(URI base, String key) {
        return new Rest(base, Map.of("X-API-Key", key));
    }

    /** Sends a JSON-RPC request and waits for its response. */
    @FunctionalInterface
    interface Messages {
        JsonObject request(String method, JsonObject params);
    }

    /** Either MCP transport. */
    record Mcp(String door, Messages messages, Runnable end) implements DoorClient {

        @Override
        public List<String> listedTools() {
            JsonObject response = messages.request("tools/list", new JsonObject());
            return names(response.getJsonObject("result").getJsonArray("tools"));
        }

        @Override
        public Answer call(String tool, Object arguments) {
            JsonObject response = messages.request(
                    "tools/call", new JsonObject().put("name", tool).put("arguments", arguments));
            if (response.containsKey("error")) {
                String text = response.getJsonObject("error").getString("message");
                return new Answer(null, text.substring(0, text.indexOf(':')), text);
            }
            JsonObject result = response.getJsonObject("result");
            String text = result.getJsonArray("content").getJsonObject(0).getString("text");
            return result.getBoolean("isError", false)
                    ? new Answer(null, result.getJsonObject("_meta").getString("code"), text)
                    : new Answer(result.getJsonObject("structuredContent"), null, text);
        }

        @Override
        public void close() {
            end.run();
        }
    }

    /** The REST door. */
    record Rest(URI base, Map<String, String> headers, HttpClient http) implements DoorClient {

        Rest(URI base, Map<String, String> headers) {
            this(base, headers, HttpClient.newHttpClient());
        }

        @Override
        public String door() {
            return "rest";
        }

        @Override
        public List<String> listedTools() {
            return names(new JsonObject(ask("/tools", HttpRequest.Builder::GET).body()).getJsonArray("tools"));
        }

        @Override
        public Answer call(String tool, Object arguments) {
            String given = io.vertx.core.json.Json.encode(arguments);
            HttpResponse<String> response =
                    ask("/tools/" + tool, request -> request.header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(given)));
            JsonObject body = new JsonObject(response.body());
            return response.statusCode() == 200
                    ? new Answer(body, null, null)
                    : new Answer(
                            null, body.getString("code"), body.getString("detail") + " " + body.getString("hint", ""));
        }

        private HttpResponse<String> ask(String path, UnaryOperator<HttpRequest.Builder> what) {
            var request = what.apply(HttpRequest.newBuilder(base.resolve(path)));
            headers.forEach(request::header);
            try {
                return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() {}
    }

    private static List<String> names(JsonArray tools) {
        return IntStream.range(0, tools.size())
                .mapToObj(index -> tools.getJsonObject(index).getString("name"))
                .toList();
    }
}
