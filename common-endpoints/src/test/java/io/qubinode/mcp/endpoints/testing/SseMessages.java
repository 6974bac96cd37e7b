package io.qubinode.mcp.endpoints.testing;

import io.quarkiverse.mcp.server.sse.client.SseClient;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A session of the HTTP+SSE transport with a credential, which McpAssured cannot send when it opens the stream. */
public final class SseMessages extends SseClient implements AutoCloseable {

    private final HttpClient http = HttpClient.newHttpClient();
    private final CompletableFuture<String> endpoint = new CompletableFuture<>();
    private final BlockingQueue<JsonObject> responses = new LinkedBlockingQueue<>();
    private final Map<String, String> headers;
    private final CompletableFuture<?> stream;
    private int id;

    public SseMessages(URI base, Map<String, String> headers) {
        super(base.resolve("/mcp/sse"));
        this.headers = headers;
        stream = connect(http, headers);
        request(
                "initialize",
                new JsonObject()
                        .put("protocolVersion", "2024-11-05")
                        .put("capabilities", new JsonObject())
                        .put("clientInfo", new JsonObject().put("name", "test").put("version", "1")));
        post(new JsonObject().put("jsonrpc", "2.0").put("method", "notifications/initialized"));
    }

    @Override
    protected void process(SseEvent event) {
        if (event.name().equals("endpoint")) {
            endpoint.complete(event.data());
        } else if (new JsonObject(event.data()).containsKey("id")) {
            responses.add(new JsonObject(event.data()));
        }
    }

    /** Sends a request and waits for its response; the server answers them one after the other. */
    public JsonObject request(String method, JsonObject params) {
        post(new JsonObject()
                .put("jsonrpc", "2.0")
                .put("id", ++id)
                .put("method", method)
                .put("params", params));
        try {
            JsonObject response = responses.poll(10, TimeUnit.SECONDS);
            if (response == null || response.getInteger("id") != id) {
                throw new IllegalStateException(method + " was answered with " + response);
            }
            return response;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Where messages of this session go. */
    public String endpoint() {
        return endpoint.join();
    }

    private void post(JsonObject message) {
        try {
            var request = HttpRequest.newBuilder(connectUri.resolve(
                            endpoint.orTimeout(10, TimeUnit.SECONDS).join()))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(message.encode()));
            headers.forEach(request::header);
            http.send(request.build(), BodyHandlers.discarding());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        stream.cancel(true);
    }
}
