package io.qubinode.mcp.endpoints.mcp.stateless;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.endpoints.mcp.AcceptedMedia;
import io.qubinode.mcp.security.core.ToolJson;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/** The HTTP response to one request: JSON, or a stream of events once something is sent before the answer. For its event loop. */
final class Response {

    private static final String JSON = "application/json";
    private static final String STREAM = "text/event-stream";

    private final RoutingContext request;
    private final HttpServerResponse http;
    private final AcceptedMedia.Answer accepted;

    Response(RoutingContext request) {
        this.request = request;
        http = request.response();
        accepted = AcceptedMedia.of(request);
    }

    /** Whether notifications reach the client before the answer. */
    boolean carriesNotifications() {
        return accepted != AcceptedMedia.Answer.JSON_ALONE;
    }

    boolean isClosed() {
        return http.closed() || http.ended();
    }

    /** Whether the client is behind with reading; false when it has ended, when Vert.x would not tell. */
    boolean isFull() {
        return !isClosed() && http.writeQueueFull();
    }

    /** Does this when the response has ended, however; at once when it has already. */
    void onEnd(Runnable action) {
        if (isClosed()) {
            action.run();
        } else {
            request.addEndHandler(ended -> action.run());
        }
    }

    /** Ends it without an answer. */
    void drop() {
        http.reset();
    }

    void notification(String method, ObjectNode params) {
        event(message().put("method", method).set("params", params));
    }

    /** A comment, which keeps the connection open. */
    void comment() {
        if (!isClosed()) {
            http.write(":\n\n");
        }
    }

    void result(JsonNode id, ObjectNode result) {
        end(200, message().<ObjectNode>set("id", id).set("result", result));
    }

    /** @param id missing when it is not known */
    void error(int status, JsonNode id, ObjectNode error) {
        ObjectNode message = message();
        if (!id.isMissingNode()) {
            message.set("id", id);
        }
        end(status, message.set("error", error));
    }

    void accepted() {
        http.setStatusCode(202).end();
    }

    private static ObjectNode message() {
        return ToolJson.MAPPER.createObjectNode().put("jsonrpc", "2.0");
    }

    private void end(int status, JsonNode message) {
        if (isClosed()) {
            return;
        }
        if (http.headWritten() || accepted == AcceptedMedia.Answer.STREAM_ALONE && status == 200) {
            event(message);
            http.end();
        } else {
            http.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, JSON).end(Buffer.buffer(bytes(message)));
        }
    }

    private void event(JsonNode message) {
        if (isClosed()) {
            return;
        }
        if (!http.headWritten()) {
            // Else a proxy may hold events back: nginx' name for it.
            http.setChunked(true).putHeader(HttpHeaders.CONTENT_TYPE, STREAM).putHeader("X-Accel-Buffering", "no");
        }
        http.write(Buffer.buffer("event: message\ndata: ")
                .appendBytes(bytes(message))
                .appendString("\n\n"));
    }

    private static byte[] bytes(JsonNode message) {
        try {
            return ToolJson.MAPPER.writeValueAsBytes(message);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
