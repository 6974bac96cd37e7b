package io.qubinode.mcp.security.mcp;

import io.quarkiverse.mcp.server.JsonRpcErrorCodes;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

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
        try {
            return request.body().isEmpty()
                    || isMessage(Json.decodeValue(request.body().buffer()));
        } catch (DecodeException e) {
            // No JSON at all: the library has an error of its own for that.
            return true;
        }
    }

    /** Revision 2025-03-26 of MCP has several messages in one list. */
    private static boolean isMessage(Object json) {
        return json instanceof JsonArray list
                ? !list.isEmpty() && list.stream().allMatch(MessageShape::isOneMessage)
                : isOneMessage(json);
    }

    private static boolean isOneMessage(Object json) {
        if (!(json instanceof JsonObject message) || !"2.0".equals(message.getValue("jsonrpc"))) {
            return false;
        }
        Object id = message.getValue("id");
        Object params = message.getValue("params");
        boolean asks = message.getValue("method") instanceof String;
        boolean answers = !message.containsKey("method")
                && (message.containsKey("result") || message.getValue("error") instanceof JsonObject);
        return (asks || answers)
                && (id == null || id instanceof String || id instanceof Number)
                && (params == null || params instanceof JsonObject);
    }
}
