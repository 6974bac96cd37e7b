package io.qubinode.mcp.security.mcp;

import io.quarkiverse.mcp.server.runtime.ConnectionManager;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.qubinode.mcp.security.door.Problem;
import io.qubinode.mcp.security.door.Visit;
import io.qubinode.mcp.security.gate.ErrorCode;
import io.qubinode.mcp.security.gate.ToolError;
import io.qubinode.mcp.security.identity.Caller;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Who opened which MCP session. A session is of use to its owner only: for everybody else it does not exist, so that an id that
 * leaked opens nothing.
 *
 * @see <a href="https://modelcontextprotocol.io/specification/2025-11-25/basic/security_best_practices#session-hijacking">MCP
 *     security best practices</a>
 */
@Singleton
final class SessionOwners {

    /** The most sessions that one client may have open; few clients close theirs. */
    static final int MOST = 300;

    private static final String SSE_MESSAGES = "/mcp/messages/";
    // The library knows a session only after it was opened.
    private static final Duration OPENING = Duration.ofMinutes(1);
    // After identity.
    private static final int PRIORITY = 280;

    private record Owner(String client, String method, AtomicLong usedNanos) {

        boolean is(Caller caller) {
            return client.equals(caller.client()) && method.equals(caller.method());
        }
    }

    private final ConcurrentMap<String, Owner> owners = new ConcurrentHashMap<>();
    private final ConnectionManager connections;

    @Inject
    SessionOwners(ConnectionManager connections) {
        this.connections = connections;
    }

    void install(@Observes Filters filters) {
        filters.register(this::admit, PRIORITY);
    }

    /** Makes a caller the owner of a session that has none. One too many closes the one that it has not used for longest. */
    void claim(String session, Caller caller) {
        long now = System.nanoTime();
        if (owners.putIfAbsent(session, new Owner(caller.client(), caller.method(), new AtomicLong(now))) != null) {
            return;
        }
        owners.entrySet()
                .removeIf(entry -> now - entry.getValue().usedNanos().get() > OPENING.toNanos()
                        && !connections.has(entry.getKey()));
        List<String> open = owners.entrySet().stream()
                .filter(entry -> entry.getValue().is(caller))
                .sorted(Comparator.comparingLong(
                        entry -> entry.getValue().usedNanos().get() - now))
                .map(Map.Entry::getKey)
                .toList();
        open.stream().limit(Math.max(0, open.size() - MOST)).forEach(oldest -> {
            connections.remove(oldest);
            owners.remove(oldest);
        });
    }

    private void admit(RoutingContext request) {
        Optional<Owner> owner = session(request).map(owners::get);
        if (owner.isEmpty() || Visit.caller(request).filter(owner.get()::is).isPresent()) {
            owner.ifPresent(found -> found.usedNanos().set(System.nanoTime()));
            request.next();
        } else {
            Problem.answer(
                    request,
                    new ToolError(ErrorCode.NOT_FOUND, "There is no such session.", "Open one with initialize."));
        }
    }

    private static Optional<String> session(RoutingContext request) {
        String path = request.normalizedPath();
        return path.startsWith(SSE_MESSAGES)
                ? Optional.of(path.substring(SSE_MESSAGES.length()))
                : Optional.ofNullable(request.request().getHeader("Mcp-Session-Id"));
    }
}
