package io.qubinode.mcp.endpoints.mcp.stateless;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.core.Caller;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.task.TaskView;
import io.vertx.core.Context;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** One client that hears of changes. Safe to use from any thread. */
final class Listener implements TaskWatch.Watcher {

    private final Caller caller;
    private final JsonNode id;
    private final SubscriptionFilter wanted;
    private final Response response;
    private final Context eventLoop;
    /** Of each task that has not ended, what the client was told last. */
    private final Map<String, Optional<TaskView>> tasks = new ConcurrentHashMap<>();

    private Runnable onEnd = () -> {};
    private volatile boolean isTold;
    private boolean wasFull;

    /** @param wanted only what this caller may know of */
    Listener(Caller caller, JsonNode id, SubscriptionFilter wanted, Response response, Context eventLoop) {
        this.caller = caller;
        this.id = id;
        this.wanted = wanted;
        this.response = response;
        this.eventLoop = eventLoop;
        wanted.tasks().forEach(task -> tasks.put(task, Optional.empty()));
    }

    @Override
    public Caller caller() {
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

    /** None of which the client knows that it has ended. */
    @Override
    public Set<String> watchedTasks() {
        return isTold ? tasks.keySet() : Set.of();
    }

    /** Unless the client knows that already. */
    @Override
    public void tellOfTask(String task, Optional<TaskView> now) {
        if (now.isEmpty()) {
            tasks.remove(task);
        } else if (!now.equals(tasks.get(task))) {
            eventLoop.runOnContext(ready -> tellOfTask(now.get()));
        }
    }

    /** On the event loop. */
    private void tellOfTask(TaskView now) {
        Optional<TaskView> known = tasks.get(now.id());
        // The look before may have told it meanwhile.
        boolean isNews = known != null && !known.equals(Optional.of(now));
        // Else the next look tells it: the ends of a few tasks may be more than what a client can read at once.
        if (!isNews || response.isFull()) {
            return;
        }
        response.notification("notifications/tasks", ListenStreams.tagged(TaskMethods.whole(now), id));
        if (now.status().isTheEnd()) {
            tasks.remove(now.id());
        } else {
            tasks.put(now.id(), Optional.of(now));
        }
    }

    /** A client that is behind with reading twice in a row is let go. */
    void keepOpen() {
        eventLoop.runOnContext(now -> {
            boolean isFull = response.isFull();
            if (isFull && wasFull) {
                response.drop();
            } else if (isTold) {
                response.comment();
            }
            wasFull = isFull;
        });
    }

    /** @param result what the request is answered with in the end */
    void end(ObjectNode result) {
        eventLoop.runOnContext(now -> response.result(id, ListenStreams.tagged(result, id)));
    }

    void onEnd(Runnable action) {
        onEnd = action;
    }

    /** Forgets it: its response has ended, or never begins. */
    void ended() {
        onEnd.run();
    }
}
