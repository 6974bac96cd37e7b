package io.qubinode.mcp.endpoints.mcp.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkiverse.mcp.server.McpConnection.Status;
import io.quarkiverse.mcp.server.runtime.McpConnectionBase;
import io.quarkus.runtime.StartupEvent;
import io.qubinode.mcp.security.core.Caller;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.permission.ToolPermissions;
import io.qubinode.mcp.security.resource.ResourceCatalogue;
import io.qubinode.mcp.security.tool.ToolCatalogue;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/** Tells sessions of changes, each only of what its client may know of. Safe to use from any thread. */
@Singleton
final class Subscriptions {

    static final int MOST = 1_000;

    private static final Logger LOG = Logger.getLogger(Subscriptions.class);

    private final ToolCatalogue tools;
    private final ToolPermissions permissions;
    private final ResourceCatalogue resources;
    private final Sessions sessions;
    private final ConcurrentMap<String, Set<String>> uris = new ConcurrentHashMap<>();

    @Inject
    Subscriptions(ToolCatalogue tools, ToolPermissions permissions, ResourceCatalogue resources, Sessions sessions) {
        this.tools = tools;
        this.permissions = permissions;
        this.resources = resources;
        this.sessions = sessions;
    }

    void listen(@Observes StartupEvent event) {
        tools.listen(this::changed);
        resources.listen(this::changed);
        sessions.onEnd(uris::remove);
    }

    /**
     * Tells a session from now on when this resource changes.
     *
     * @throws ToolException {@code throttled} when it subscribes to too many
     */
    void subscribe(McpConnectionBase session, String uri) {
        Set<String> own = uris.computeIfAbsent(session.id(), id -> ConcurrentHashMap.newKeySet());
        if (own.size() >= MOST && !own.contains(uri)) {
            throw new ToolException(
                    ErrorCode.THROTTLED,
                    "This session subscribes to " + MOST + " resources, which is the most it may.",
                    "Unsubscribe from one first.");
        }
        own.add(uri);
        if (!sessions.has(session.id())) {
            uris.remove(session.id());
        }
    }

    void unsubscribe(McpConnectionBase session, String uri) {
        Set<String> own = uris.get(session.id());
        if (own != null) {
            own.remove(uri);
        }
    }

    private void changed(ToolCatalogue.Change change) {
        tell(Messages.notification("notifications/tools/list_changed"), caller -> change.entries().stream()
                .anyMatch(entry -> permissions.allows(caller, entry)));
    }

    private void changed(ResourceCatalogue.Change change) {
        if (change.listing()) {
            tell(
                    Messages.notification("notifications/resources/list_changed"),
                    caller -> resources.allows(caller, change.provider()));
        }
        sessions.forEach((session, caller) -> {
            if (resources.allows(caller, change.provider())) {
                uris.getOrDefault(session.id(), Set.of()).stream()
                        .filter(change.changed()::contains)
                        .forEach(uri -> send(session, updated(uri)));
            }
        });
    }

    private static JsonObject updated(String uri) {
        ObjectNode params = ToolJson.MAPPER.createObjectNode().put("uri", uri);
        return Messages.notification("notifications/resources/updated", params);
    }

    private void tell(JsonObject notification, Predicate<Caller> mayKnow) {
        sessions.forEach((session, caller) -> {
            if (session.status() == Status.IN_OPERATION && mayKnow.test(caller)) {
                send(session, notification);
            }
        });
    }

    /** That a stream has ended, and the library does not know it yet, keeps nobody else from hearing. */
    private static void send(McpConnectionBase session, JsonObject notification) {
        try {
            session.send(notification);
        } catch (IllegalStateException e) {
            LOG.debug("A stream has ended before a notification", e);
        }
    }
}
