package io.qubinode.mcp.endpoints.testing;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A session of Streamable HTTP that hears the server's notifications on a stream of its own. */
public final class EventStream implements AutoCloseable {

    private final HttpClient http = HttpClient.newHttpClient();
    private final BlockingQueue<JsonObject> heard = new LinkedBlockingQueue<>();
    private final URI address;
    private final String session;
    private String key;

    private EventStream(URI base, String key) {
        this.address = base.resolve("/mcp");
        this.key = key;
        this.session = send(message().POST(body(Messages.initialize("2025-11-25"))))
                .headers()
                .firstValue("Mcp-Session-Id")
                .orElseThrow();
        send(inSession().POST(body("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}")));
        Stream<String> events =
                exchange(inSession().GET(), HttpResponse.BodyHandlers.ofLines()).body();
        Thread.ofVirtual().start(() -> events.filter(line -> line.startsWith("data:"))
                .map(line -> new JsonObject(line.substring("data:".length())))
                .forEach(heard::add));
    }

    /** Opens a session and its stream. */
    public static EventStream open(URI base, String key) {
        return new EventStream(base, key);
    }

    /** Sends further requests of this session with this key. */
    public EventStream as(String other) {
        key = other;
        return this;
    }

    /** What the server says next. */
    public JsonObject next() {
        try {
            JsonObject message = heard.poll(10, TimeUnit.SECONDS);
            if (message == null) {
                throw new IllegalStateException("Nothing was heard.");
            }
            return message;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public JsonObject request(String method, JsonObject params) {
        String message =
                new JsonObject(Messages.request(method)).put("params", params).encode();
        return new JsonObject(send(inSession().POST(body(message))).body());
    }

    private HttpRequest.Builder inSession() {
        return message().header("Mcp-Session-Id", session);
    }

    private HttpRequest.Builder message() {
        return HttpRequest.newBuilder(address)
                .header("X-API-Key", key)
                .header("Accept", "application/json, text/event-stream")
                .header("Content-Type", "application/json");
    }

    private static HttpRequest.BodyPublisher body(String json) {
        return HttpRequest.BodyPublishers.ofString(json);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        return exchange(request, HttpResponse.BodyHandlers.ofString());
    }

    private <T> HttpResponse<T> exchange(HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler) {
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
        send(inSession().DELETE());
        http.shutdownNow();
    }
}
