package io.qubinode.mcp.endpoints.mcp.stateless;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.endpoints.mcp.JsonRpc;
import io.qubinode.mcp.endpoints.mcp.McpMethods;
import io.qubinode.mcp.security.catalogue.Overview;
import io.qubinode.mcp.security.core.Caller;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.operation.Operation;
import io.qubinode.mcp.security.store.ExpiringStore;
import io.qubinode.mcp.security.task.TaskStatus;
import io.qubinode.mcp.security.task.TaskView;
import io.qubinode.mcp.security.task.Tasks;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * The methods for calls that are answered later.
 *
 * @see <a href="https://github.com/modelcontextprotocol/ext-tasks">MCP's extension for tasks</a>
 */
@Singleton
final class TaskMethods {

    static final String GET = "tasks/get";
    static final String UPDATE = "tasks/update";
    static final String CANCEL = "tasks/cancel";

    /** The parameter of each. */
    static final String ID = "taskId";

    static final Set<String> ALL = Set.of(GET, UPDATE, CANCEL);
    private static final int POLL_MILLIS = 1_000;

    private final Tasks tasks;

    @Inject
    TaskMethods(Tasks tasks) {
        this.tasks = tasks;
    }

    static boolean contains(String method) {
        return ALL.contains(method);
    }

    /** Whether it asks for what only a client that knows tasks can ask for, and comes from another one. */
    static boolean isRefused(MessageCheck.Request request) {
        return !request.meta().knowsTasks()
                && (contains(request.method())
                        || request.method().equals(ListenStreams.METHOD)
                                && SubscriptionFilter.namesTasks(request.params()));
    }

    /** @throws ToolException {@code invalid_argument} when it {@link #isRefused} */
    static void require(MessageCheck.Request request) {
        if (isRefused(request)) {
            throw new ToolException(
                    ErrorCode.INVALID_ARGUMENT, "The client does not declare that it supports tasks.", "");
        }
    }

    /** A request of one of these methods. */
    McpMethods.Request<TaskView> find(MessageCheck.Request request) {
        BiFunction<Caller, String, TaskView> work =
                switch (request.method()) {
                    case GET -> (caller, id) -> tasks.find(caller.id(), id);
                    case CANCEL -> (caller, id) -> tasks.cancel(caller.id(), id);
                    default -> (caller, id) -> tasks.answer(caller.id(), id, answers(request));
                };
        return found(request, (caller, id) -> {
            require(request);
            return work.apply(caller, id);
        });
    }

    private static McpMethods.Request<TaskView> found(
            MessageCheck.Request request, BiFunction<Caller, String, TaskView> work) {
        return McpMethods.of(
                request.method(),
                request.params(),
                params -> {
                    String id = McpMethods.text(params, ID);
                    return Overview.of(caller -> work.apply(caller, id));
                },
                request.method().equals(GET) ? TaskMethods::whole : view -> ToolJson.MAPPER.createObjectNode());
    }

    private static ObjectNode answers(MessageCheck.Request request) {
        return request.replies() instanceof ObjectNode given ? given : ToolJson.MAPPER.createObjectNode();
    }

    /** The answer to a call that has become a task. */
    ObjectNode started(Caller caller, String id) {
        return state(tasks.find(caller.id(), id)).put("resultType", "task");
    }

    private static ObjectNode state(TaskView task) {
        ObjectNode json = ToolJson.MAPPER
                .createObjectNode()
                .put(ID, task.id())
                .put("status", task.status().key())
                .put("createdAt", task.created().toString())
                .put("lastUpdatedAt", task.updated().toString())
                .put("ttlMs", ExpiringStore.KEPT.toMillis())
                .put("pollIntervalMs", POLL_MILLIS);
        return task.message().isEmpty() ? json : json.put("statusMessage", task.message());
    }

    /** A task with all that its client may need of it. */
    static ObjectNode whole(TaskView task) {
        ObjectNode json = state(task);
        if (!task.questions().isEmpty()) {
            InputReplies.show(task.questions(), json);
        }
        task.answer().ifPresent(answer -> json.set("result", complete(McpMethods.result(answer))));
        task.error().ifPresent(error -> {
            if (task.status() == TaskStatus.FAILED) {
                json.set("error", JsonRpc.error(Operation.TOOLS_CALL, error));
            } else if (task.status() == TaskStatus.COMPLETED) {
                json.set("result", complete(McpMethods.result(error)));
            }
        });
        return json;
    }

    private static ObjectNode complete(ObjectNode result) {
        return result.put("resultType", "complete");
    }
}
