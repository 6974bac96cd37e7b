package io.qubinode.mcp.endpoints.testing;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A client of MCP 2026-07-28 that can also say wrong things. */
public final class StatelessClient implements AutoCloseable {

    public static final String REVISION = "2026-07-28";
    public static final String META = "io.modelcontextprotocol/";

    // A connection for each stream.
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI address;
    private final String key;
    private int number;

    public StatelessClient(URI base, String key) {
        this.address = base.resolve("/mcp");
        this.key = key;
    }

    /** An answer, whose body is null when there is none. */
    public record Answer(int status, JsonObject body, HttpResponse<?> http) {
        public JsonObject result() {
            return body.getJsonObject("result");
        }

        public int errorCode() {
            return body.getJsonObject("error").getInteger("code");
        }

        public String errorText() {
            return body.getJsonObject("error").getString("message");
        }
    }

    public static JsonObject meta(String... capabilities) {
        var declared = new JsonObject();
        for (String capability : capabilities) {
            declared.put(capability, new JsonObject());
        }
        return new JsonObject().put(META + "protocolVersion", REVISION).put(META + "clientCapabilities", declared);
    }

    /** That of a client that takes a task for an answer. */
    public static JsonObject metaWithTasks() {
        JsonObject meta = meta();
        meta.getJsonObject(META + "clientCapabilities")
                .put("extensions", new JsonObject().put(META + "tasks", new JsonObject()));
        return meta;
    }

    public JsonObject message(String method, JsonObject params, JsonObject meta) {
        return new JsonObject()
                .put("jsonrpc", "2.0")
                .put("id", "r" + ++number)
                .put("method", method)
                .put("params", params.copy().put("_meta", meta));
    }

    /** The headers that say what a message says. */
    public static Map<String, String> headers(JsonObject message) {
        var headers = new TreeMap<String, String>();
        JsonObject params = message.getJsonObject("params", new JsonObject());
        headers.put("MCP-Protocol-Version", REVISION);
        headers.put("Mcp-Method", message.getString("method"));
        String name = params.getString("name", params.getString("uri", params.getString("taskId")));
        if (name != null) {
            headers.put("Mcp-Name", name);
        }
        return headers;
    }

    public Answer request(String method, JsonObject params, String... capabilities) {
        JsonObject message = message(method, params, meta(capabilities));
        return send(message, headers(message));
    }

    public Answer call(String tool, JsonObject arguments, String... capabilities) {
        return request("tools/call", new JsonObject().put("name", tool).put("arguments", arguments), capabilities);
    }

    public Answer send(JsonObject message, Map<String, String> headers) {
        return send(message.encode(), headers);
    }

    public Answer send(String body, Map<String, String> headers) {
        return send(body.getBytes(StandardCharsets.UTF_8), headers);
    }

    public Answer send(byte[] body, Map<String, String> headers) {
        HttpResponse<String> answer = exchange(body, headers, HttpResponse.BodyHandlers.ofString());
        return new Answer(
                answer.statusCode(), answer.body().startsWith("{") ? new JsonObject(answer.body()) : null, answer);
    }

    /** The messages of an answer that is a stream, as they come. Closing it closes the connection. */
    public Stream<JsonObject> stream(JsonObject message) {
        Stream<String> lines = exchange(
                        message.encode().getBytes(StandardCharsets.UTF_8),
                        headers(message),
                        HttpResponse.BodyHandlers.ofLines())
                .body();
        return lines.filter(line -> line.startsWith("data:"))
                .map(line -> new JsonObject(line.substring("data:".length())));
    }

    public Iterator<JsonObject> listen(JsonObject wanted) {
        return stream(message("subscriptions/listen", new JsonObject().put("notifications", wanted), meta()))
                .iterator();
    }

    public static JsonArray texts(String... texts) {
        return new JsonArray(List.of(texts));
    }

    private <T> HttpResponse<T> exchange(
            byte[] body, Map<String, String> headers, HttpResponse.BodyHandler<T> handler) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .header("X-API-Key", key)
                .header("Accept", "application/json, text/event-stream")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        try {
            return http.send(request.build(), handler);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
