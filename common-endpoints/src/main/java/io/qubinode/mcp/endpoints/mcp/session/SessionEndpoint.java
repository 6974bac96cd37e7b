package io.qubinode.mcp.endpoints.mcp.session;

import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkiverse.mcp.server.McpConnection.Status;
import io.quarkiverse.mcp.server.McpLog.LogLevel;
import io.quarkiverse.mcp.server.McpMethod;
import io.quarkiverse.mcp.server.runtime.McpConnectionBase;
import io.quarkiverse.mcp.server.runtime.McpRequest;
import io.quarkiverse.mcp.server.runtime.McpRequestValidator;
import io.quarkus.virtual.threads.VirtualThreads;
import io.qubinode.mcp.endpoints.http.RequestContext;
import io.qubinode.mcp.endpoints.http.RequestRecords;
import io.qubinode.mcp.endpoints.mcp.AcceptedMedia;
import io.qubinode.mcp.endpoints.mcp.JsonRpc;
import io.qubinode.mcp.endpoints.mcp.McpMethods;
import io.qubinode.mcp.endpoints.mcp.RequestPeer;
import io.qubinode.mcp.security.catalogue.Catalogue;
import io.qubinode.mcp.security.catalogue.Overview;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.operation.Endpoint;
import io.qubinode.mcp.security.operation.IdempotencyKey;
import io.qubinode.mcp.security.operation.Operation;
import io.qubinode.mcp.security.operation.Peer;
import io.qubinode.mcp.security.operation.Pipeline;
import io.qubinode.mcp.security.operation.Result;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * MCP with sessions, up to revision 2025-11-25. The MCP library brings messages and carries answers; of the requests it answers only
 * {@code logging/setLevel} when it has passed the pipeline.
 */
@Singleton
final class SessionEndpoint implements McpRequestValidator {

    static final Set<McpMethod> OWN = EnumSet.of(
            McpMethod.INITIALIZE,
            McpMethod.RESOURCES_SUBSCRIBE,
            McpMethod.RESOURCES_UNSUBSCRIBE,
            McpMethod.LOGGING_SET_LEVEL);

    private static final String SESSION_ID = "Mcp-Session-Id";
    private static final ObjectNode NOT_INITIALIZED =
            JsonRpc.error(JsonRpc.METHOD_NOT_FOUND, "wrong_state: The first message of a session must be initialize.");
    private static final ObjectNode NO_SUCH_METHOD = JsonRpc.error(
            JsonRpc.METHOD_NOT_FOUND,
            "not_found: There is no such method here. There are tools, resources and prompts, each to be listed.");

    // https://modelcontextprotocol.io/specification/2025-06-18/changelog
    private static final Set<String> WITHOUT_STRUCTURED_CONTENT = Set.of("2024-11-05", "2025-03-26");

    private final Pipeline pipeline;
    private final McpMethods methods;
    private final Catalogue catalogue;
    private final Handshake handshake;
    private final Subscriptions subscriptions;
    private final ClientQuestions questions;
    private final RunningRequests running;
    private final ExecutorService virtualThreads;

    @Inject
    SessionEndpoint(
            Pipeline pipeline,
            McpMethods methods,
            Catalogue catalogue,
            Handshake handshake,
            Subscriptions subscriptions,
            ClientQuestions questions,
            RunningRequests running,
            @VirtualThreads ExecutorService virtualThreads) {
        this.pipeline = pipeline;
        this.methods = methods;
        this.catalogue = catalogue;
        this.handshake = handshake;
        this.subscriptions = subscriptions;
        this.questions = questions;
        this.running = running;
        this.virtualThreads = virtualThreads;
    }

    @Override
    public <R extends McpRequest> Future<Boolean> validate(JsonObject message, R request, McpMethod method) {
        RequestRecords.note(method.jsonRpcName());
        Object id = message.getValue("id");
        if (id == null) {
            return Future.succeededFuture(isForTheLibrary(message, request, method));
        }
        if (method != McpMethod.INITIALIZE && request.connection().status() == Status.NEW) {
            RequestRecords.refused(method.jsonRpcName(), ErrorCode.WRONG_STATE);
            return request.sender().send(Messages.error(id, NOT_INITIALIZED)).map(false);
        }
        if (method == McpMethod.PING) {
            RoutingContext http = RequestContext.currentRequest().orElseThrow();
            return send(Messages.result(id, nothing(method)), method.jsonRpcName(), http, request);
        }
        ObjectNode params = message.getValue("params") instanceof JsonObject given
                ? ToolJson.MAPPER.valueToTree(given.getMap())
                : ToolJson.MAPPER.createObjectNode();
        return request(method, params, request.connection())
                .map(found -> answered(found.with(params.path("_meta")), params, id, request))
                .orElseGet(() -> {
                    RequestRecords.refused(method.jsonRpcName(), ErrorCode.NOT_FOUND);
                    return request.sender()
                            .send(Messages.error(id, NO_SUCH_METHOD))
                            .map(false);
                });
    }

    /** Requests without an id are notifications, which nobody answers, so they are not carried out. */
    private boolean isForTheLibrary(JsonObject message, McpRequest request, McpMethod method) {
        if (method == McpMethod.NOTIFICATIONS_CANCELLED) {
            if (message.getValue("params") instanceof JsonObject params) {
                running.cancel(request.connection().id(), params.getValue("requestId"));
            }
            return false;
        }
        return method == McpMethod.NOTIFICATIONS_INITIALIZED;
    }

    private Optional<McpMethods.Request<?>> request(McpMethod method, ObjectNode params, McpConnectionBase session) {
        return switch (method) {
            case INITIALIZE -> Optional.of(handshake.request(params, session));
            case RESOURCES_SUBSCRIBE ->
                Optional.of(aboutResource(method, params, uri -> () -> subscriptions.subscribe(session, uri)));
            case RESOURCES_UNSUBSCRIBE ->
                Optional.of(aboutResource(method, params, uri -> () -> subscriptions.unsubscribe(session, uri)));
            case LOGGING_SET_LEVEL ->
                Optional.of(McpMethods.of(
                        method.jsonRpcName(), params, SessionEndpoint::levelOf, SessionEndpoint::nothing));
            case TOOLS_CALL ->
                WITHOUT_STRUCTURED_CONTENT.contains(session.initialRequest().protocolVersion())
                        ? Optional.of(methods.callInJson(params))
                        : methods.find(method.jsonRpcName(), params);
            default -> methods.find(method.jsonRpcName(), params);
        };
    }

    private McpMethods.Request<?> aboutResource(
            McpMethod method, ObjectNode params, Function<String, Runnable> action) {
        return McpMethods.of(
                method.jsonRpcName(),
                params,
                given -> {
                    String uri = McpMethods.text(given, "uri");
                    return catalogue.withResource(uri, action.apply(uri));
                },
                SessionEndpoint::nothing);
    }

    private static Overview<Boolean> levelOf(ObjectNode params) {
        String level = McpMethods.text(params, "level");
        if (LogLevel.from(level) == null) {
            throw new ToolException(
                    ErrorCode.INVALID_ARGUMENT, "params.level is not a level of MCP.", "Send one such as info.");
        }
        return Overview.of(caller -> true);
    }

    private static ObjectNode nothing(Object done) {
        return ToolJson.MAPPER.createObjectNode();
    }

    /** Runs on a virtual thread and answers on the event loop, which a call so wakes once. */
    private <T> Future<Boolean> answered(
            McpMethods.Request<T> found, ObjectNode params, Object id, McpRequest request) {
        RoutingContext http = RequestContext.currentRequest().orElseThrow();
        RequestRecords.leaveToThePipeline(http);
        Context eventLoop = Vertx.currentContext();
        String session = request.connection().id();
        AtomicBoolean cancelled = running.begin(session, id);
        Operation operation = found.with(IdempotencyKey.ofSession(session, id))
                .operation(RequestContext.origin(http, Optional.of(session)), peer(params, http, request, cancelled));
        Promise<Optional<JsonObject>> answer = Promise.promise();
        Runnable run = () -> {
            try {
                Result<T> result = RequestContext.trace(http)
                        .wrapSupplier(() -> pipeline.run(operation, found.target()))
                        .get();
                Optional<JsonObject> message = message(found, result, id);
                eventLoop.runOnContext(ready -> answer.complete(message));
            } catch (RuntimeException | Error e) {
                eventLoop.runOnContext(failed -> answer.fail(e));
            } finally {
                running.end(session, id, cancelled);
            }
        };
        try {
            virtualThreads.execute(run);
        } catch (RejectedExecutionException e) {
            // The service ends.
            running.end(session, id, cancelled);
            return Future.failedFuture(e);
        }
        return answer.future().compose(message -> message.map(ready -> send(ready, found.method(), http, request))
                .orElseGet(() -> Future.succeededFuture(true)));
    }

    private Peer peer(ObjectNode params, RoutingContext http, McpRequest request, AtomicBoolean cancelled) {
        // With Streamable HTTP the answer goes into the response of this very request, so nobody gets it when that is
        // closed.
        boolean ownResponse = RequestContext.endpoint(http) == Endpoint.MCP_HTTP;
        // Progress and questions come on a stream.
        boolean stream = AcceptedMedia.of(http) != AcceptedMedia.Answer.JSON_ALONE;
        return new RequestPeer(
                progress -> request.sender().send(Messages.notification(RequestPeer.PROGRESS, progress)),
                stream ? Optional.of(questions.to(request.connection(), request.sender())) : Optional.empty(),
                stream ? params.path("_meta").path("progressToken") : MissingNode.getInstance(),
                () -> cancelled.get() || ownResponse && http.response().closed());
    }

    /** The answer; empty when the library gives it. */
    private static <T> Optional<JsonObject> message(McpMethods.Request<T> found, Result<T> result, Object id) {
        if (result instanceof Result.Answer<T> && found.method().equals(McpMethod.LOGGING_SET_LEVEL.jsonRpcName())) {
            return Optional.empty();
        }
        return Optional.of(
                switch (found.reply(result)) {
                    case McpMethods.Reply.Success(ObjectNode content) -> Messages.result(id, content);
                    case McpMethods.Reply.Error(ObjectNode error) -> Messages.error(id, error);
                });
    }

    private static Future<Boolean> send(JsonObject message, String method, RoutingContext http, McpRequest request) {
        if (method.equals(McpMethod.INITIALIZE.jsonRpcName())
                && message.containsKey("result")
                && RequestContext.endpoint(http) == Endpoint.MCP_HTTP) {
            http.response().putHeader(SESSION_ID, request.connection().id());
        }
        if (AcceptedMedia.of(http) == AcceptedMedia.Answer.STREAM_ALONE) {
            return asEvent(message, http.response());
        }
        // Nobody gets it when the connection is closed; that is not a failure of the request.
        return request.sender().send(message).otherwiseEmpty().map(false);
    }

    /** The library makes a stream only of what begins with a notification. */
    private static Future<Boolean> asEvent(JsonObject message, HttpServerResponse response) {
        if (!response.headWritten()) {
            response.setChunked(true).putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream");
        }
        return response.write("event: message\ndata: " + message.encode() + "\n\n")
                .otherwiseEmpty()
                .map(false);
    }
}
