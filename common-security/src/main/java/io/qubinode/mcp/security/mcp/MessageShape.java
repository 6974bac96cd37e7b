package io.qubinode.mcp.security.mcp;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.quarkiverse.mcp.server.JsonRpcErrorCodes;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.qubinode.mcp.security.tool.ToolJson;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;

/**
 * Turns away what is JSON but no JSON-RPC message. The MCP library answers such with 500, the class names of its own code
 * included.
 *
 * @see <a href="https://www.jsonrpc.org/specification#request_object">JSON-RPC 2.0</a>
 */
@Singleton
final class MessageShape {

    // As quarkus.http.limits.max-body-size, which is looked at later.
    private static final long LARGEST_BODY = 2L * 1024 * 1024;
    // After identity: nothing is read of who is not known.
    private static final int READ = 270;
    private static final String WRONG =
            "invalid_argument: This is no JSON-RPC 2.0 message. Send one object with jsonrpc,"
                    + " method and, for a request, an id that is text or a number; params is an object.";

    void install(@Observes Filters filters) {
        BodyHandler reader = BodyHandler.create(false).setBodyLimit(LARGEST_BODY);
        filters.register(request -> forMessages(request, reader), READ);
        filters.register(request -> forMessages(request, MessageShape::check), READ - 1);
    }

    private static void forMessages(RoutingContext request, Handler<RoutingContext> handler) {
        if (request.request().method() == HttpMethod.POST
                && request.normalizedPath().startsWith("/mcp")) {
            handler.handle(request);
        } else {
            request.next();
        }
    }

    private static void check(RoutingContext request) {
        if (isMessage(request)) {
            request.next();
            return;
        }
        request.response()
                .setStatusCode(400)
                .putHeader("Content-Type", "application/json")
                .end(new JsonObject()
                        .put("jsonrpc", "2.0")
                        .putNull("id")
                        .put(
                                "error",
                                new JsonObject()
                                        .put("code", JsonRpcErrorCodes.INVALID_REQUEST)
                                        .put("message", WRONG))
                        .encode());
    }

    private static boolean isMessage(RoutingContext request) {
        if (request.body().isEmpty()) {
            return true;
        }
        // The library makes objects of it anyway: to look at it as it passes is enough here.
        try (JsonParser json =
                ToolJson.MAPPER.createParser(request.body().buffer().getBytes())) {
            return isMessage(json);
        } catch (IOException e) {
            // No JSON at all: the library has an error of its own for that.
            return true;
        }
    }

    /** Revision 2025-03-26 of MCP has several messages in one list. */
    private static boolean isMessage(JsonParser json) throws IOException {
        JsonToken first = json.nextToken();
        if (first != JsonToken.START_ARRAY) {
            return first == null || isOneMessage(json);
        }
        boolean some = false;
        boolean all = true;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            some = true;
            all &= isOneMessage(json);
        }
        return some && all;
    }

    /** Reads one value to its end. Of a name that is there twice the last counts, as it does for the library. */
    private static boolean isOneMessage(JsonParser json) throws IOException {
        if (!json.isExpectedStartObjectToken()) {
            json.skipChildren();
            return false;
        }
        boolean version = false;
        boolean method = false;
        boolean asks = false;
        boolean result = false;
        boolean error = false;
        boolean id = true;
        boolean params = true;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            switch (name) {
                case "jsonrpc" -> version = value == JsonToken.VALUE_STRING && "2.0".equals(json.getText());
                case "method" -> {
                    method = true;
                    asks = value == JsonToken.VALUE_STRING;
                }
                case "result" -> result = true;
                case "error" -> error = value == JsonToken.START_OBJECT;
                case "id" -> id = value == JsonToken.VALUE_NULL || value == JsonToken.VALUE_STRING || value.isNumeric();
                case "params" -> params = value == JsonToken.VALUE_NULL || value == JsonToken.START_OBJECT;
                default -> {}
            }
            json.skipChildren();
        }
        return version && (asks || !method && (result || error)) && id && params;
    }
}
