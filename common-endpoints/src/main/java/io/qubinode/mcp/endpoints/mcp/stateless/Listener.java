package io.qubinode.mcp.endpoints.mcp.stateless;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.core.Caller;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.task.TaskView;
import io.vertx.core.Context;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** One client that hears of changes. Safe to use from any thread. */
final class Listener {

    private final Caller caller;
    private final JsonNode id;
    private final SubscriptionFilter wanted;
    private final Response response;
    private final Context eventLoop;
    /** Of each task that has not ended, what the client was told last. */
    private final Map<String, Optional<TaskView>> tasks = new HashMap<>();

    private Runnable onEnd = () -> {};
    private volatile boolean isTold;

    /** @param wanted only what this caller may know of */
    Listener(Caller caller, JsonNode id, SubscriptionFilter wanted, Response response, Context eventLoop) {
        this.caller = caller;
        this.id = id;
        this.wanted = wanted;
        this.response = response;
        this.eventLoop = eventLoop;
        wanted.tasks().forEach(task -> tasks.put(task, Optional.empty()));
    }

    Caller caller() {
        return caller;
    }

    SubscriptionFilter wanted() {
        return wanted;
    }

    /** Tells the client what it will hear of. Nothing is sent before. On the event loop. */
    void acknowledge() {
        ObjectNode params = ToolJson.MAPPER.createObjectNode();
        params.set("notifications", wanted.json());
        response.notification("notifications/subscriptions/acknowledged", ListenStreams.tagged(params, id));
        isTold = true;
        response.onEnd(this::ended);
    }

    /** Only what comes after the client was told. A client that does not read is let go. */
    void tell(String method, ObjectNode params) {
        eventLoop.runOnContext(now -> {
            if (response.isFull()) {
                response.drop();
            } else if (isTold) {
                response.notification(method, ListenStreams.tagged(params, id));
            }
        });
    }

    /**
     * Tells of each task as it is now, unless the client knows it so. By one thread at a time.
     *
     * @param find a task; empty when it is not kept any more
     */
    void tellOfTasks(Function<String, Optional<TaskView>> find) {
        Iterator<Map.Entry<String, Optional<TaskView>>> each = tasks.entrySet().iterator();
        while (isTold && each.hasNext()) {
            var task = each.next();
            Optional<TaskView> now = find.apply(task.getKey());
            if (!now.equals(task.getValue())) {
                now.ifPresent(view -> tell("notifications/tasks", TaskMethods.whole(view)));
                task.setValue(now);
            }
            if (now.isEmpty() || now.get().status().isTheEnd()) {
                each.remove();
            }
        }
    }

    void keepOpen() {
        eventLoop.runOnContext(now -> {
            if (isTold) {
                response.comment();
            }
        });
    }

    void end() {
        eventLoop.runOnContext(now -> response.result(
                id, ListenStreams.tagged(ToolJson.MAPPER.createObjectNode().put("resultType", "complete"), id)));
    }

    void onEnd(Runnable action) {
        onEnd = action;
    }

    /** Forgets it: its response has ended, or never begins. */
    void ended() {
        onEnd.run();
    }
}
