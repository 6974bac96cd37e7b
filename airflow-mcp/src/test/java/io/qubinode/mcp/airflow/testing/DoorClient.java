package io.qubinode.mcp.airflow.testing;

import io.quarkiverse.mcp.server.test.McpAssured;
import io.vertx.core.MultiMap;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;

/** A client of one door, so that one test can walk all of them. */
public interface DoorClient extends AutoCloseable {

    String KEY = "test-key-0123456789abcdef0123456789ab";

    /**
     * What came back.
     *
     * @param content the structured content; null with an error
     * @param code the error's code; null without one
     * @param text everything that the caller was sent, as text
     * @param status the HTTP status at the REST door
     */
    record Answer(JsonObject content, String code, String text, Optional<Integer> status) {}

    /** The door's name in the audit trail. */
    String door();

    JsonArray listedTools();

    /** Calls with arguments of any JSON type. */
    Answer call(String tool, Object arguments);

    @Override
    void close();

    /** Walks MCP's Streamable HTTP and the REST door. */
    static void atEveryDoor(URI base, Consumer<DoorClient> walk) {
        for (DoorClient client : ofEveryDoor(base)) {
            try (client) {
                walk.accept(client);
            }
        }
    }

    static List<DoorClient> ofEveryDoor(URI base) {
        return List.of(streamable(base), rest(base));
    }

    static DoorClient rest(URI base) {
        return new Rest(base);
    }

    static DoorClient streamable(URI base) {
        // McpAssured looks for an answer every 100 ms otherwise, which is most of the time of a call.
        Awaitility.setDefaultPollDelay(Duration.ofMillis(1));
        Awaitility.setDefaultPollInterval(Duration.ofMillis(2));
        return new Streamable(McpAssured.newStreamableClient()
                .setBaseUri(base)
                .setAdditionalHeaders(
                        message -> MultiMap.caseInsensitiveMultiMap().add("X-API-Key", KEY))
                .build()
                .connect());
    }

    /** MCP's Streamable HTTP. */
    record Streamable(McpAssured.McpStreamableTestClient client) implements DoorClient {

        @Override
        public String door() {
            return "mcp_http";
        }

        @Override
        public JsonArray listedTools() {
            return request("tools/list", new JsonObject())
                    .getJsonObject("result")
                    .getJsonArray("tools");
        }

        @Override
        public Answer call(String tool, Object arguments) {
            JsonObject response =
                    request("tools/call", new JsonObject().put("name", tool).put("arguments", arguments));
            if (response.containsKey("error")) {
                String text = response.getJsonObject("error").getString("message");
                return new Answer(null, text.split(":")[0], text, Optional.empty());
            }
            JsonObject result = response.getJsonObject("result");
            return result.getBoolean("isError", false)
                    ? new Answer(
                            null, result.getJsonObject("_meta").getString("code"), result.encode(), Optional.empty())
                    : new Answer(result.getJsonObject("structuredContent"), null, result.encode(), Optional.empty());
        }

        private JsonObject request(String method, JsonObject params) {
            JsonObject request = client.newRequest(method).put("params", params);
            client.sendAndForget(request);
            return client.waitForResponse(request);
        }

        @Override
        public void close() {
            client.close();
        }
    }

    /** The REST door. */
    record Rest(URI base, HttpClient http) implements DoorClient {

        Rest(URI base) {
            this(
                    base,
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build());
        }

        @Override
        public String door() {
            return "rest";
        }

        @Override
        public JsonArray listedTools() {
            return new JsonObject(ask("/tools", HttpRequest.Builder::GET).body()).getJsonArray("tools");
        }

        @Override
        public Answer call(String tool, Object arguments) {
            String path =
                    "/tools/" + URLEncoder.encode(tool, StandardCharsets.UTF_8).replace("+", "%20");
            HttpResponse<String> response = ask(path, request -> request.header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(Json.encode(arguments))));
            JsonObject body = new JsonObject(response.body());
            boolean good = response.statusCode() == 200;
            return new Answer(
                    good ? body : null, body.getString("code"), response.body(), Optional.of(response.statusCode()));
        }

        private HttpResponse<String> ask(String path, UnaryOperator<HttpRequest.Builder> what) {
            var request = what.apply(HttpRequest.newBuilder(base.resolve(path))).header("X-API-Key", KEY);
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
}
