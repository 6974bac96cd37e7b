package io.qubinode.mcp.endpoints.mcp.stateless;

import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.qubinode.mcp.endpoints.http.Problem;
import io.qubinode.mcp.endpoints.http.RequestContext;
import io.qubinode.mcp.endpoints.http.RequestRecords;
import io.qubinode.mcp.endpoints.mcp.JsonRpc;
import io.qubinode.mcp.endpoints.mcp.McpMethods;
import io.qubinode.mcp.endpoints.mcp.RequestPeer;
import io.qubinode.mcp.endpoints.mcp.Revisions;
import io.qubinode.mcp.endpoints.mcp.ServerDescription;
import io.qubinode.mcp.security.audit.AuditRecord.Outcome;
import io.qubinode.mcp.security.catalogue.Overview;
import io.qubinode.mcp.security.core.Caller;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolError;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.operation.Operation;
import io.qubinode.mcp.security.operation.Result;
import io.qubinode.mcp.security.task.Tasks;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * MCP 2026-07-28: each request says all that is needed to answer it. On the path of the endpoint with sessions; a request is for this one
 * when its header names no revision with sessions, or its body says its revision.
 *
 * @see <a href="https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http">MCP 2026-07-28: Streamable HTTP</a>
 */
@Singleton
final class StatelessEndpoint {

    // After the body is read, before the shape of messages in sessions is looked at.
    private static final int PRIORITY = 269;

    static final String DISCOVER = "server/discover";

    private static final ToolError MALFORMED =
            new ToolError(ErrorCode.INVALID_ARGUMENT, "The message makes no sense.", "");
    private static final ToolError NO_STREAM = new ToolError(
            ErrorCode.NOT_ACCEPTABLE,
            "The answer is a stream of events, which the request's Accept header does not accept.",
            "Send Accept: application/json, text/event-stream");

    private final Tasks tasks;
    private final TaskMethods taskMethods;
    private final McpMethods methods;
    private final ServerDescription server;
    private final MessageCheck check;
    private final ParameterHeaders parameters;
    private final InputReplies replies;
    private final ResultWriter writer;
    private final ListenStreams streams;
    private final RequestThreads threads;

    @Inject
    StatelessEndpoint(
            Tasks tasks,
            TaskMethods taskMethods,
            McpMethods methods,
            ServerDescription server,
            ParameterHeaders parameters,
            InputReplies replies,
            ResultWriter writer,
            ListenStreams streams,
            RequestThreads threads) {
        this.tasks = tasks;
        this.taskMethods = taskMethods;
        this.methods = methods;
        this.server = server;
        this.parameters = parameters;
        this.replies = replies;
        this.writer = writer;
        this.streams = streams;
        this.threads = threads;
        check = new MessageCheck(method -> method.equals(DISCOVER)
                || method.equals(ListenStreams.METHOD)
                || TaskMethods.contains(method)
                || methods.names().contains(method));
    }

    void install(@Observes Filters filters) {
        filters.register(this::take, PRIORITY);
    }

    private void take(RoutingContext http) {
        boolean named = Revisions.namesNoneWithSessions(http.request());
        if (http.request().method() != HttpMethod.POST
                || !RequestContext.path(http).equals("/mcp")
                || !named && !http.body().isEmpty() && !http.body().asString().contains(RequestMeta.VERSION)
                || !named && http.body().isEmpty()) {
            http.next();
            return;
        }
        JsonNode message;
        try {
            // As bytes: what is not UTF-8 is not JSON.
            message = ToolJson.MAPPER.readTree(
                    http.body().isEmpty() ? new byte[0] : http.body().buffer().getBytes());
        } catch (StreamConstraintsException e) {
            refuse(http, MessageCheck.unreadable(JsonRpc.INVALID_REQUEST, JsonRpc.TOO_DEEP), new Response(http));
            return;
        } catch (IOException e) {
            refuse(http, MessageCheck.unreadable(JsonRpc.PARSE_ERROR, JsonRpc.NO_JSON), new Response(http));
            return;
        }
        if (!named && !message.path("params").path("_meta").has(RequestMeta.VERSION)) {
            http.next();
            return;
        }
        answer(http, message);
    }

    private void answer(RoutingContext http, JsonNode message) {
        var response = new Response(http);
        switch (check.of(http.request(), message)) {
            case MessageCheck.Refused refused -> refuse(http, refused, response);
            case MessageCheck.Notification notification ->
                answerUnread(
                        http,
                        notification.method(),
                        Overview.of(caller -> notification),
                        response,
                        response::accepted,
                        throttled -> Problem.answer(http, throttled));
            case MessageCheck.Request request -> answer(http, request, response);
        }
    }

    private void answer(RoutingContext http, MessageCheck.Request request, Response response) {
        Caller caller = RequestContext.caller(http).orElseThrow();
        Optional<String> mismatch = parameters.wrong(http.request(), caller, request);
        if (mismatch.isPresent()) {
            refuse(http, MessageCheck.mismatch(request, mismatch.get()), response);
            return;
        }
        Context eventLoop = Vertx.currentContext();
        if (request.state().isMissingNode()) {
            answer(http, request, replies.of(caller, request), response, eventLoop);
        } else {
            // The key that opens the state may have to be asked of Redis.
            threads.run(http, eventLoop, () -> {
                InputReplies.Found found = replies.of(caller, request);
                return () -> answer(http, request, found, response, eventLoop);
            });
        }
    }

    /** On the event loop. */
    private void answer(
            RoutingContext http,
            MessageCheck.Request request,
            InputReplies.Found found,
            Response response,
            Context eventLoop) {
        switch (found) {
            case InputReplies.Wrong wrong ->
                refuse(http, MessageCheck.refused(request, JsonRpc.INVALID_PARAMS, wrong.why()), response);
            case InputReplies.Usable usable -> {
                if (request.method().equals(ListenStreams.METHOD)) {
                    listen(http, request, usable.questions(), response, eventLoop);
                } else {
                    run(http, request, found(request), usable.questions(), response, eventLoop);
                }
            }
        }
    }

    private McpMethods.Request<?> found(MessageCheck.Request request) {
        if (TaskMethods.contains(request.method())) {
            return taskMethods.find(request);
        }
        return request.method().equals(DISCOVER)
                ? McpMethods.of(DISCOVER, request.params(), params -> Overview.of(this::discovered), result -> result)
                : methods.find(request.method(), request.params()).orElseThrow();
    }

    private ObjectNode discovered(Caller caller) {
        ObjectNode result = ToolJson.MAPPER.createObjectNode();
        var versions = result.putArray("supportedVersions");
        Revisions.ALL.forEach(versions::add);
        ObjectNode capabilities = server.capabilities(caller);
        if (capabilities.has("tools")) {
            capabilities.putObject("extensions").putObject(RequestMeta.TASKS);
        }
        result.set("capabilities", capabilities);
        return result.put("instructions", server.instructions(caller));
    }

    private void listen(
            RoutingContext http,
            MessageCheck.Request request,
            RepeatedQuestions questions,
            Response response,
            Context eventLoop) {
        if (!response.carriesNotifications()) {
            refuse(
                    http,
                    ListenStreams.METHOD,
                    NO_STREAM,
                    request.id(),
                    response,
                    () -> Problem.answer(http, NO_STREAM));
            return;
        }
        run(http, request, streams.find(http, request, response, eventLoop), questions, response, eventLoop);
    }

    private <T> void run(
            RoutingContext http,
            MessageCheck.Request request,
            McpMethods.Request<T> named,
            RepeatedQuestions questions,
            Response response,
            Context eventLoop) {
        McpMethods.Request<T> found = named.with(request.meta().json());
        var peer = new RequestPeer(
                progress -> eventLoop.runOnContext(now -> response.notification(RequestPeer.PROGRESS, progress)),
                Optional.of(questions),
                response.carriesNotifications() ? request.meta().progressToken() : MissingNode.getInstance(),
                response::isClosed);
        Operation operation = found.operation(RequestContext.origin(http, Optional.empty()), peer);
        Tasks.Mode mode =
                found.tool().isPresent() && request.meta().knowsTasks() ? Tasks.Mode.WHEN_LONG : Tasks.Mode.NEVER;
        Caller caller = operation.caller();
        threads.run(http, eventLoop, () -> {
            Result<T> result = request.meta()
                    .trace(RequestContext.trace(http))
                    .wrapSupplier(() -> tasks.run(operation, found.target(), mode))
                    .get();
            return writer.answer(request, found, result, caller, questions, response);
        });
    }

    private void refuse(RoutingContext http, MessageCheck.Refused refused, Response response) {
        refuse(
                http,
                refused.method(),
                MALFORMED,
                refused.id(),
                response,
                () -> response.error(refused.status(), refused.id(), refused.error()));
    }

    private void refuse(
            RoutingContext http, String method, ToolError why, JsonNode id, Response response, Runnable answer) {
        answerUnread(
                http,
                method,
                Overview.wrong(new ToolException(why)),
                response,
                answer,
                throttled -> response.error(200, id, JsonRpc.error(method, throttled)));
    }

    /** Has a message recorded and counted as all else is whose arguments nobody reads. */
    private void answerUnread(
            RoutingContext http,
            String method,
            Overview<?> target,
            Response response,
            Runnable answer,
            Consumer<ToolError> tooMany) {
        var peer = new RequestPeer(progress -> {}, Optional.empty(), MissingNode.getInstance(), response::isClosed);
        String named = method.isEmpty() ? http.request().method() + " /mcp" : RequestRecords.cut(method);
        Operation operation = Operation.unread(named, RequestContext.origin(http, Optional.empty()), peer);
        threads.run(http, Vertx.currentContext(), () -> {
            Result<?> result = tasks.run(operation, target, Tasks.Mode.NEVER);
            return result instanceof Result.Failure<?> failure && failure.outcome() == Outcome.THROTTLED
                    ? () -> tooMany.accept(failure.error())
                    : answer;
        });
    }
}
