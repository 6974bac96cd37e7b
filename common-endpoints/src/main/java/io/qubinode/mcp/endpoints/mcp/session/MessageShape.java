package io.qubinode.mcp.endpoints.mcp.session;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.quarkiverse.mcp.server.JsonRpcErrorCodes;
import io.quarkiverse.mcp.server.McpMethod;
import io.quarkiverse.mcp.server.runtime.McpConnectionBase;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.qubinode.mcp.endpoints.http.Problem;
import io.qubinode.mcp.endpoints.http.RequestContext;
import io.qubinode.mcp.endpoints.http.RequestRecords;
import io.qubinode.mcp.endpoints.mcp.JsonRpc;
import io.qubinode.mcp.endpoints.mcp.Revisions;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolError;
import io.qubinode.mcp.security.core.ToolJson;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Lets pass what the MCP library can handle: JSON-RPC requests and notifications, one at a time, or a few where the session's revision
 * of MCP has batches. Answers to questions of the server end here.
 *
 * @see <a href="https://www.jsonrpc.org/specification#request_object">JSON-RPC 2.0</a>
 */
@Singleton
final class MessageShape {

    static final int LARGEST_BATCH = 10;

    // As quarkus.http.limits.max-body-size, which is looked at later.
    private static final long LARGEST_BODY = 2L * 1024 * 1024;
    // After identity: nothing is read of who is not known.
    private static final int READ = 270;
    // Revision 2025-06-18 took batches out: https://modelcontextprotocol.io/specification/2025-06-18/changelog
    private static final Set<String> WITH_BATCHES = Set.of("2024-11-05", "2025-03-26");
    private static final String WRONG =
            "invalid_argument: This is not a JSON-RPC 2.0 message. Send one object with jsonrpc,"
                    + " method and, for a request, an id that is text or a number; params is an object.";
    private static final String BATCH =
            "invalid_argument: This session does not accept this batch. Send one message at a time;" + " up to "
                    + LARGEST_BATCH
                    + " together are accepted in sessions of the MCP revisions 2024-11-05 and 2025-03-26.";

    private static final ToolError NO_SUCH_SESSION =
            new ToolError(ErrorCode.NOT_FOUND, "There is no such session.", "Open one with initialize.");

    private enum Kind {
        REQUEST,
        RESPONSE,
        NEITHER
    }

    private final Sessions sessions;
    private final ClientQuestions questions;

    @Inject
    MessageShape(Sessions sessions, ClientQuestions questions) {
        this.sessions = sessions;
        this.questions = questions;
    }

    void install(@Observes Filters filters) {
        filters.register(this::admit, READ + 1);
        BodyHandler reader = BodyHandler.create(false).setBodyLimit(LARGEST_BODY);
        filters.register(request -> forMessages(request, reader), READ);
        // Between the two, a message without a session is taken out.
        filters.register(request -> forMessages(request, this::check), READ - 2);
    }

    /** The library says nothing of its own to who names a session that does not exist. */
    private void admit(RoutingContext request) {
        if (RequestContext.path(request).startsWith("/mcp")
                && !Revisions.namesNoneWithSessions(request.request())
                && sessions.isMissing(request)) {
            Problem.answer(request, NO_SUCH_SESSION);
        } else {
            request.next();
        }
    }

    private static void forMessages(RoutingContext request, Handler<RoutingContext> handler) {
        String path = RequestContext.path(request);
        if (request.request().method() == HttpMethod.POST && path.startsWith("/mcp") && !path.startsWith("/mcp/sse")) {
            handler.handle(request);
        } else {
            request.next();
        }
    }

    private void check(RoutingContext request) {
        List<Kind> messages;
        var unheardOf = new ArrayList<String>();
        // The library makes objects of it anyway: to look at it as it passes is enough here.
        try (JsonParser json = ToolJson.FACTORY.createParser(bytes(request))) {
            messages = kinds(json, unheardOf);
            if (json.currentToken() == JsonToken.END_ARRAY && !acceptsBatch(request, messages.size())) {
                refuse(request, BATCH);
                return;
            }
            if (json.nextToken() != null) {
                refuse(request, WRONG);
                return;
            }
        } catch (StreamConstraintsException e) {
            refuse(request, JsonRpc.TOO_DEEP);
            return;
        } catch (IOException e) {
            refuse(request, JsonRpcErrorCodes.PARSE_ERROR, JsonRpc.NO_JSON);
            return;
        }
        if (messages.isEmpty()) {
            refuse(request, JsonRpcErrorCodes.PARSE_ERROR, JsonRpc.NO_JSON);
        } else if (messages.contains(Kind.NEITHER) || Set.copyOf(messages).size() > 1) {
            refuse(request, WRONG);
        } else if (messages.contains(Kind.RESPONSE)) {
            accept(request);
        } else {
            unheardOf.forEach(method -> RequestRecords.refused(method, ErrorCode.NOT_FOUND));
            request.next();
        }
    }

    private static byte[] bytes(RoutingContext request) {
        return request.body().isEmpty() ? new byte[0] : request.body().buffer().getBytes();
    }

    private boolean acceptsBatch(RoutingContext request, int messages) {
        return messages <= LARGEST_BATCH
                && sessions.of(request)
                        .map(McpConnectionBase::initialRequest)
                        .filter(initial -> WITH_BATCHES.contains(initial.protocolVersion()))
                        .isPresent();
    }

    private static void refuse(RoutingContext request, String why) {
        refuse(request, JsonRpcErrorCodes.INVALID_REQUEST, why);
    }

    private static void refuse(RoutingContext request, int code, String why) {
        request.response()
                .setStatusCode(400)
                .putHeader("Content-Type", "application/json")
                .end(new JsonObject()
                        .put("jsonrpc", "2.0")
                        .putNull("id")
                        .put("error", new JsonObject().put("code", code).put("message", why))
                        .encode());
    }

    /** Answers to questions that nobody asked, late ones and those to pings among them, are accepted and do nothing. */
    private void accept(RoutingContext request) {
        Optional<McpConnectionBase> session = sessions.of(request);
        if (session.isEmpty()) {
            Problem.answer(request, NO_SUCH_SESSION);
            return;
        }
        List<JsonObject> responses;
        try {
            responses = responses(Json.decodeValue(request.body().buffer()));
        } catch (DecodeException e) {
            refuse(request, WRONG);
            return;
        }
        long expected = responses.stream()
                .filter(response -> questions.answered(session.get().id(), response))
                .count();
        RequestRecords.note(expected > 0 ? "response" : "response without a question");
        request.response().setStatusCode(202).end();
    }

    private static List<JsonObject> responses(Object body) {
        return body instanceof JsonArray batch
                ? IntStream.range(0, batch.size())
                        .mapToObj(batch::getJsonObject)
                        .toList()
                : List.of((JsonObject) body);
    }

    /**
     * What the messages of a body are; no more of them than matter.
     *
     * @param unheardOf gets the methods of requests that the library answers itself: there is no such method
     */
    private static List<Kind> kinds(JsonParser json, List<String> unheardOf) throws IOException {
        JsonToken first = json.nextToken();
        if (first == null) {
            return List.of();
        } else if (first != JsonToken.START_ARRAY) {
            return List.of(kind(json, unheardOf));
        }
        var kinds = new ArrayList<Kind>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            Kind kind = kind(json, unheardOf);
            if (kinds.size() <= LARGEST_BATCH) {
                kinds.add(kind);
            }
        }
        return kinds.isEmpty() ? List.of(Kind.NEITHER) : kinds;
    }

    /** Reads one value to its end. Of a name that is there twice the last counts, as it does for the library. */
    private static Kind kind(JsonParser json, List<String> unheardOf) throws IOException {
        if (!json.isExpectedStartObjectToken()) {
            json.skipChildren();
            return Kind.NEITHER;
        }
        boolean version = false;
        boolean method = false;
        String asked = null;
        boolean result = false;
        boolean error = false;
        boolean errorObject = false;
        boolean id = true;
        boolean answered = false;
        boolean params = true;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            switch (name) {
                case "jsonrpc" -> version = value == JsonToken.VALUE_STRING && "2.0".equals(json.getText());
                case "method" -> {
                    method = true;
                    asked = value == JsonToken.VALUE_STRING ? json.getText() : null;
                }
                case "result" -> result = true;
                case "error" -> {
                    error = true;
                    errorObject = value == JsonToken.START_OBJECT;
                }
                case "id" -> {
                    answered = value == JsonToken.VALUE_STRING || value.isNumeric();
                    id = answered || value == JsonToken.VALUE_NULL;
                }
                case "params" -> params = value == JsonToken.VALUE_NULL || value == JsonToken.START_OBJECT;
                default -> {}
            }
            json.skipChildren();
        }
        if (!version || !id || !params) {
            return Kind.NEITHER;
        } else if (method) {
            // The library takes for a response whatever has one of these.
            if (asked == null || result || error) {
                return Kind.NEITHER;
            }
            if (answered && McpMethod.from(asked) == null) {
                unheardOf.add(asked);
            }
            return Kind.REQUEST;
        }
        return result || errorObject ? Kind.RESPONSE : Kind.NEITHER;
    }
}
