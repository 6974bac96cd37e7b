package io.qubinode.mcp.endpoints.mcp.stateless;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.core.Caller;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.core.ToolJson;
import io.vertx.core.Context;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Predicate;

/** One client that hears of changes. Safe to use from any thread. */
final class Listener {

    static final int MOST_RESOURCES = 1_000;

    private static final String TOOLS = "toolsListChanged";
    private static final String RESOURCES = "resourcesListChanged";
    private static final String URIS = "resourceSubscriptions";

    private final Caller caller;
    private final JsonNode id;
    private final boolean tools;
    private final boolean resources;
    private final Set<String> uris;
    private final Response response;
    private final Context eventLoop;
    private Runnable onEnd = () -> {};
    private boolean isTold;

    /**
     * @param params of the request to listen
     * @param mayHearOf whether this caller may know of a resource
     * @throws ToolException {@code invalid_argument}
     */
    Listener(
            Caller caller,
            JsonNode id,
            ObjectNode params,
            Predicate<String> mayHearOf,
            Response response,
            Context eventLoop) {
        this.caller = caller;
        this.id = id;
        this.response = response;
        this.eventLoop = eventLoop;
        if (!(params.path("notifications") instanceof ObjectNode wanted)) {
            throw wrong("The request lacks the object params.notifications.");
        }
        tools = wanted.path(TOOLS).asBoolean();
        resources = wanted.path(RESOURCES).asBoolean();
        uris = new LinkedHashSet<>();
        JsonNode asked = wanted.path(URIS);
        if (!asked.isMissingNode() && !(asked.isArray() && asked.valueStream().allMatch(JsonNode::isTextual))) {
            throw wrong("params.notifications." + URIS + " is not a list of strings.");
        }
        if (asked.size() > MOST_RESOURCES) {
            throw wrong("params.notifications." + URIS + " has more than " + MOST_RESOURCES + " addresses.");
        }
        asked.valueStream().map(JsonNode::textValue).filter(mayHearOf).forEach(uris::add);
    }

    private static ToolException wrong(String what) {
        return new ToolException(ErrorCode.INVALID_ARGUMENT, what, "");
    }

    Caller caller() {
        return caller;
    }

    boolean tools() {
        return tools;
    }

    boolean resources() {
        return resources;
    }

    Set<String> uris() {
        return uris;
    }

    /** Tells the client what it will hear of. Nothing is sent before. On the event loop. */
    void acknowledge() {
        ObjectNode params = ToolJson.MAPPER.createObjectNode();
        ObjectNode accepted = params.putObject("notifications");
        if (tools) {
            accepted.put(TOOLS, true);
        }
        if (resources) {
            accepted.put(RESOURCES, true);
        }
        if (!uris.isEmpty()) {
            ArrayNode list = accepted.putArray(URIS);
            uris.forEach(list::add);
        }
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
