package io.qubinode.mcp.endpoints.mcp.stateless;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.StartupEvent;
import io.qubinode.mcp.endpoints.http.LastingRequests;
import io.qubinode.mcp.endpoints.mcp.McpMethods;
import io.qubinode.mcp.endpoints.mcp.ServerDescription;
import io.qubinode.mcp.security.catalogue.Overview;
import io.qubinode.mcp.security.core.Caller;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.permission.ToolPermissions;
import io.qubinode.mcp.security.resource.ResourceCatalogue;
import io.qubinode.mcp.security.task.Tasks;
import io.qubinode.mcp.security.tool.ToolCatalogue;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The open streams on which clients hear of changes, each of what it asked for and may know of. Safe to use from any thread.
 *
 * @see <a href="https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/subscriptions">MCP 2026-07-28: Subscriptions</a>
 */
@Singleton
final class ListenStreams {

    /** Each holds a connection, so a client has a share of them only. */
    static final int MOST = 100;

    static final String METHOD = "subscriptions/listen";

    private static final int SECONDS_BETWEEN_LOOKS = 1;

    private final ToolCatalogue tools;
    private final ToolPermissions permissions;
    private final ResourceCatalogue resources;
    private final TaskWatch watch;
    private final LastingRequests lasting;
    private final ServerDescription server;
    private final Vertx vertx;
    private final Duration betweenComments;
    private final Set<Listener> open = ConcurrentHashMap.newKeySet();
    // A thread of its own, because a look may wait for Redis.
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("watched-tasks").factory());
    private volatile boolean stopping;

    /** @param betweenComments shorter than what proxies wait for */
    @Inject
    ListenStreams(
            ToolCatalogue tools,
            ToolPermissions permissions,
            ResourceCatalogue resources,
            Tasks tasks,
            LastingRequests lasting,
            ServerDescription server,
            Vertx vertx,
            @ConfigProperty(name = "qubinode.keep-alive", defaultValue = "20s") Duration betweenComments) {
        this.tools = tools;
        this.permissions = permissions;
        this.resources = resources;
        this.watch = new TaskWatch(tasks);
        this.lasting = lasting;
        this.server = server;
        this.vertx = vertx;
        this.betweenComments = betweenComments;
    }

    void listen(@Observes StartupEvent event) {
        tools.listen(this::changed);
        resources.listen(this::changed);
        vertx.setPeriodic(betweenComments.toMillis(), timer -> open.forEach(Listener::keepOpen));
        clock.scheduleWithFixedDelay(
                () -> watch.look(open), SECONDS_BETWEEN_LOOKS, SECONDS_BETWEEN_LOOKS, TimeUnit.SECONDS);
    }

    @PreDestroy
    void close() {
        clock.shutdownNow();
    }

    /** A request to hear of changes, which its response then tells of. */
    McpMethods.Request<Listener> find(
            RoutingContext http, MessageCheck.Request request, Response response, Context eventLoop) {
        return McpMethods.of(
                METHOD,
                request.params(),
                params -> new Overview<>(operation -> {
                    Caller caller = operation.caller();
                    TaskMethods.require(request);
                    SubscriptionFilter wanted = SubscriptionFilter.of(params);
                    return () -> {
                        ObjectNode offered = server.capabilities(caller);
                        SubscriptionFilter known = wanted.only(
                                offered.has("tools"),
                                offered.has("resources"),
                                uri -> mayHearOf(caller, uri),
                                id -> watch.find(caller.id(), id).isPresent());
                        var listener = new Listener(caller, request.id(), known, response, eventLoop);
                        add(listener);
                        eventLoop.runOnContext(now -> lasting.watch(http, () -> listener.end(ended())));
                        return listener;
                    };
                }),
                listener -> ToolJson.MAPPER.createObjectNode());
    }

    /** @throws ToolException {@code throttled}, {@code stopping} */
    private void add(Listener listener) {
        if (stopping) {
            throw new ToolException(ErrorCode.STOPPING, "This service is stopping.", "Listen again in a moment.");
        }
        Caller caller = listener.caller();
        open.add(listener);
        if (open.stream().filter(each -> each.caller().id().equals(caller.id())).count() > MOST) {
            open.remove(listener);
            throw new ToolException(
                    ErrorCode.THROTTLED,
                    "This client has " + MOST + " open event streams, which is the most it may have.",
                    "Close one first.");
        }
        listener.onEnd(() -> open.remove(listener));
    }

    /** Whether there is a resource of this address for this caller. */
    private boolean mayHearOf(Caller caller, String uri) {
        return resources
                .of(uri)
                .filter(found -> resources.allows(caller, found))
                .isPresent();
    }

    private void changed(ToolCatalogue.Change change) {
        for (Listener listener : open) {
            boolean mayKnow = change.entries().stream().anyMatch(entry -> permissions.allows(listener.caller(), entry));
            if (listener.wanted().tools() && mayKnow) {
                listener.tell("notifications/tools/list_changed", ToolJson.MAPPER.createObjectNode());
            }
        }
    }

    private void changed(ResourceCatalogue.Change change) {
        for (Listener listener : open) {
            if (!resources.allows(listener.caller(), change.provider())) {
                continue;
            }
            if (change.listing() && listener.wanted().resources()) {
                listener.tell("notifications/resources/list_changed", ToolJson.MAPPER.createObjectNode());
            }
            for (String uri : listener.wanted().uris()) {
                if (change.changed().contains(uri)) {
                    listener.tell(
                            "notifications/resources/updated",
                            ToolJson.MAPPER.createObjectNode().put("uri", uri));
                }
            }
        }
    }

    void stop(@Observes ShutdownDelayInitiatedEvent event) {
        stopping = true;
        open.forEach(listener -> listener.end(ended()));
    }

    private ObjectNode ended() {
        return ResultWriter.identified(
                server, ToolJson.MAPPER.createObjectNode().put("resultType", "complete"));
    }

    /** What a notification and the answer of a stream say about whose they are. */
    static ObjectNode tagged(ObjectNode message, JsonNode id) {
        message.withObjectProperty("_meta").set(RequestMeta.PREFIX + "subscriptionId", id);
        return message;
    }
}
