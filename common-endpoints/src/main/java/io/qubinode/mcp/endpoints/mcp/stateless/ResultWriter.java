package io.qubinode.mcp.endpoints.mcp.stateless;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.endpoints.mcp.JsonRpc;
import io.qubinode.mcp.endpoints.mcp.McpMethods;
import io.qubinode.mcp.endpoints.mcp.ServerDescription;
import io.qubinode.mcp.security.audit.AuditRecord.Outcome;
import io.qubinode.mcp.security.core.Caller;
import io.qubinode.mcp.security.operation.Result;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;

/** Writes how an operation ended as the answer to its request. */
@Singleton
final class ResultWriter {

    /** How long clients may keep an answer, in milliseconds. Of lists they hear when they change; a resource may change at any time. */
    private static final Map<String, Integer> FRESH_FOR = Map.of(
            StatelessEndpoint.DISCOVER,
            300_000,
            "tools/list",
            60_000,
            "prompts/list",
            60_000,
            "resources/list",
            60_000,
            "resources/templates/list",
            60_000,
            "resources/read",
            0);

    private final ServerDescription server;
    private final InputReplies replies;
    private final TaskMethods tasks;

    @Inject
    ResultWriter(ServerDescription server, InputReplies replies, TaskMethods tasks) {
        this.server = server;
        this.replies = replies;
        this.tasks = tasks;
    }

    /** Writes the answer now, to be sent on the event loop. */
    <T> Runnable answer(
            MessageCheck.Request request,
            McpMethods.Request<T> found,
            Result<T> result,
            Caller caller,
            RepeatedQuestions questions,
            Response response) {
        if (result instanceof Result.Answer<T> answer && answer.content() instanceof Listener listener) {
            return listener::acknowledge;
        } else if (result instanceof Result.InputRequired<T> required) {
            ObjectNode asked = identified(server, replies.asking(request, required.questions(), questions));
            return () -> response.result(request.id(), asked);
        } else if (result instanceof Result.TaskStarted<T>(String id)) {
            ObjectNode started = identified(server, tasks.started(caller, id));
            return () -> response.result(request.id(), started);
        } else if (TaskMethods.isRefused(request)
                && result instanceof Result.Failure<T> failure
                && failure.outcome() == Outcome.INVALID) {
            ObjectNode error = MessageCheck.lacking(List.of(RequestMeta.TASKS));
            return () -> response.error(400, request.id(), error);
        } else if (result instanceof Result.Failure<T> && !questions.needed().isEmpty()) {
            ObjectNode error = MessageCheck.lacking(questions.needed());
            return () -> response.error(400, request.id(), error);
        }
        return switch (found.reply(result)) {
            case McpMethods.Reply.Success(ObjectNode content) -> {
                ObjectNode whole = identified(server, content).put("resultType", "complete");
                if (FRESH_FOR.containsKey(request.method())) {
                    // What a list holds depends on who asks.
                    whole.put("ttlMs", FRESH_FOR.get(request.method())).put("cacheScope", "private");
                }
                yield () -> response.result(request.id(), whole);
            }
            case McpMethods.Reply.Error(ObjectNode error) -> {
                if (error.path("code").asInt() == JsonRpc.RESOURCE_NOT_FOUND) {
                    error.put("code", JsonRpc.INVALID_PARAMS);
                }
                yield () -> response.error(200, request.id(), error);
            }
        };
    }

    /** A result that says whose it is. */
    static ObjectNode identified(ServerDescription server, ObjectNode result) {
        result.withObjectProperty("_meta").set(RequestMeta.PREFIX + "serverInfo", server.identity());
        return result;
    }
}
