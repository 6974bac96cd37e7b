package io.qubinode.mcp.endpoints.mcp.session;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkiverse.mcp.server.runtime.ConnectionManager;
import io.quarkiverse.mcp.server.runtime.McpConnectionBase;
import io.quarkiverse.mcp.server.runtime.McpMetadata;
import io.quarkiverse.mcp.server.runtime.McpMetrics;
import io.quarkiverse.mcp.server.runtime.RequestIdGenerator;
import io.quarkiverse.mcp.server.runtime.config.McpServersRuntimeConfig;
import io.qubinode.mcp.endpoints.http.RequestContext;
import io.qubinode.mcp.security.core.Caller;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The MCP sessions, in the place of the library's own registry. A session belongs to the client that opens it, from its opening on;
 * for everybody else it does not exist. This is asked wherever the library looks a session up, so no second reading of a path or a
 * header can disagree with it.
 *
 * @see <a href="https://modelcontextprotocol.io/specification/2025-11-25/basic/security_best_practices#session-hijacking">MCP
 *     security best practices</a>
 */
@Alternative
@Priority(1)
@Singleton
final class Sessions extends ConnectionManager {

    /** The most sessions that one client may have open; few clients close theirs. */
    static final int MOST = 300;

    private static final String HEADER = "Mcp-Session-Id";
    private static final String SSE_MESSAGES = "/mcp/messages/";
    private static final Duration LOOK = Duration.ofMinutes(1);

    private record Owner(AtomicReference<Caller> caller, AtomicLong usedNanos) {

        boolean is(Caller other) {
            return caller.get().id().equals(other.id());
        }

        long idleNanos() {
            return System.nanoTime() - usedNanos.get();
        }
    }

    private final ConcurrentMap<String, Owner> owners = new ConcurrentHashMap<>();
    private final List<Consumer<String>> ended = new CopyOnWriteArrayList<>();
    private final EventStreams streams;
    private final long idleNanos;

    @Inject
    Sessions(
            Vertx vertx,
            RequestIdGenerator ids,
            McpServersRuntimeConfig servers,
            McpMetadata metadata,
            Instance<McpMetrics> metrics,
            EventStreams streams,
            MeterRegistry meters,
            @ConfigProperty(name = "qubinode.session-idle-timeout", defaultValue = "30m") Duration idle) {
        super(vertx, ids, servers, metadata, metrics);
        this.streams = streams;
        this.idleNanos = idle.toNanos();
        Gauge.builder("mcp.sessions", owners, Map::size)
                .description("MCP sessions that are open")
                .register(meters);
        // The library's own look leaves the timers of what it removes, so it is off:
        // quarkus.mcp.server.connection-idle-timeout.
        vertx.setPeriodic(Math.min(LOOK.toMillis(), idle.toMillis()), timer -> endWhatIsNotUsed());
    }

    /** The caller of the request on whose Vert.x context this runs becomes the owner. */
    @Override
    public void add(McpConnectionBase session) {
        RoutingContext request = RequestContext.currentRequest().orElseThrow();
        Caller caller = RequestContext.caller(request).orElseThrow();
        owners.put(session.id(), new Owner(new AtomicReference<>(caller), new AtomicLong(System.nanoTime())));
        super.add(session);
        streams.belongsTo(request, session.id());
        request.addEndHandler(ended -> removeUnlessTold(request, session.id()));
        endTheLeastUsed(caller);
    }

    /** Empty-handed for everybody but the owner. The server itself, outside of any request, finds every session. */
    @Override
    public McpConnectionBase get(String id) {
        Owner owner = owners.get(id);
        if (owner == null) {
            return null;
        }
        Optional<RoutingContext> request = RequestContext.currentRequest();
        if (request.isPresent()) {
            Optional<Caller> caller = RequestContext.caller(request.get()).filter(owner::is);
            if (caller.isEmpty()) {
                return null;
            }
            // Its role may be another since.
            owner.caller().set(caller.get());
            owner.usedNanos().set(System.nanoTime());
        }
        return super.get(id);
    }

    /** Tells the id of every session that ends. */
    void onEnd(Consumer<String> listener) {
        ended.add(listener);
    }

    /** Every session that continues, with its owner as it was last seen. */
    void forEach(BiConsumer<McpConnectionBase, Caller> action) {
        owners.forEach((id, owner) -> {
            McpConnectionBase session = super.get(id);
            if (session != null) {
                action.accept(session, owner.caller().get());
            }
        });
    }

    Optional<McpConnectionBase> of(RoutingContext request) {
        return named(request).map(this::get);
    }

    /** Whether a request names a session that does not exist for its caller. */
    boolean isMissing(RoutingContext request) {
        return named(request).isPresent() && of(request).isEmpty();
    }

    private static Optional<String> named(RoutingContext request) {
        String path = RequestContext.path(request);
        return Optional.ofNullable(
                path.startsWith(SSE_MESSAGES)
                        ? path.substring(SSE_MESSAGES.length())
                        : request.request().getHeader(HEADER));
    }

    @Override
    public boolean remove(String id) {
        owners.remove(id);
        ended.forEach(listener -> listener.accept(id));
        boolean removed = super.remove(id);
        streams.end(id);
        return removed;
    }

    /** Anyone who was not told a session's id can never use it; one of HTTP+SSE ends with its stream. */
    private void removeUnlessTold(RoutingContext request, String id) {
        if (!id.equals(request.response().headers().get(HEADER))) {
            remove(id);
        }
    }

    private void endTheLeastUsed(Caller caller) {
        List<String> leastUsedFirst = owners.entrySet().stream()
                .filter(entry -> entry.getValue().is(caller))
                .sorted(Comparator.comparingLong((Map.Entry<String, Owner> entry) ->
                                entry.getValue().idleNanos())
                        .reversed())
                .map(Map.Entry::getKey)
                .toList();
        leastUsedFirst.stream().limit(Math.max(0, leastUsedFirst.size() - MOST)).forEach(this::remove);
    }

    private void endWhatIsNotUsed() {
        owners.forEach((id, owner) -> {
            if (owner.idleNanos() > idleNanos) {
                remove(id);
            }
        });
        streams.endUnread();
    }
}
