package io.qubinode.mcp.endpoints.mcp.session;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.qubinode.mcp.endpoints.http.LastingRequests;
import io.qubinode.mcp.endpoints.http.Problem;
import io.qubinode.mcp.endpoints.http.RequestContext;
import io.qubinode.mcp.security.core.Caller;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolError;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The open streams on which clients hear events. Each holds a connection, so a client has a share of them only. */
@Singleton
final class EventStreams {

    static final int MOST = 100;

    private static final String SESSION = "io.qubinode.mcp.stream-session";
    // After identity.
    private static final int PRIORITY = 280;

    private static final ToolError STOPPING =
            new ToolError(ErrorCode.STOPPING, "This service is stopping.", "Connect again in a moment.");
    // https://modelcontextprotocol.io/specification/2025-11-25/server/utilities/logging#log-message-notifications
    private static final String LAST_EVENT = "event: message\ndata: %s\n\n";

    private static final ToolError REVOKED = new ToolError(
            ErrorCode.UNAUTHENTICATED, "The credential of this stream is not valid any longer.", "Connect again.");

    private final LastingRequests lasting;
    private final Set<RoutingContext> open = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    @Inject
    EventStreams(LastingRequests lasting) {
        this.lasting = lasting;
    }

    void install(@Observes Filters filters) {
        filters.register(this::admit, PRIORITY);
    }

    private void admit(RoutingContext request) {
        Optional<Caller> caller = RequestContext.caller(request);
        if (caller.isEmpty()
                || request.request().method() != HttpMethod.GET
                || !RequestContext.path(request).startsWith("/mcp")) {
            request.next();
        } else if (stopping) {
            Problem.answer(request, STOPPING);
        } else if (open.stream().filter(stream -> isOf(caller.get(), stream)).count() >= MOST) {
            Problem.answer(
                    request,
                    new ToolError(
                            ErrorCode.THROTTLED,
                            "This client has " + MOST + " open event streams, which is the most it may have.",
                            "Close one first."));
        } else {
            open.add(request);
            request.addEndHandler(ended -> open.remove(request));
            lasting.watch(request, () -> {
                end(request, REVOKED);
                leave(request.request());
            });
            request.next();
        }
    }

    /** A stream never ends on its own: running calls end without waiting for it, and its client learns why it ends. */
    void stop(@Observes ShutdownDelayInitiatedEvent event) {
        stopping = true;
        open.forEach(stream -> end(stream, STOPPING));
    }

    /** The library forgets a stream when its connection closes. Other requests share one of HTTP/2 and end first. */
    private static void leave(HttpServerRequest stream) {
        if (stream.version() == HttpVersion.HTTP_2) {
            stream.connection().shutdown();
        } else {
            stream.connection().close();
        }
    }

    private static void end(RoutingContext stream, ToolError why) {
        if (!stream.response().ended() && stream.response().headWritten()) {
            var params = new JsonObject().put("level", "notice").put("data", why.text());
            var message = new JsonObject()
                    .put("jsonrpc", "2.0")
                    .put("method", "notifications/message")
                    .put("params", params);
            stream.response().end(LAST_EVENT.formatted(message.encode()));
        }
    }

    private static boolean isOf(Caller caller, RoutingContext stream) {
        return RequestContext.caller(stream)
                .filter(owner -> owner.id().equals(caller.id()))
                .isPresent();
    }

    /** Notes whose stream a request is, where its own headers do not say it. */
    void belongsTo(RoutingContext request, String session) {
        request.put(SESSION, session);
    }

    /** Ends the streams of a session: the library forgets them with it, and leaves them open. */
    void end(String session) {
        open.stream()
                .filter(stream -> session.equals(Optional.<String>ofNullable(stream.get(SESSION))
                        .orElse(stream.request().getHeader("Mcp-Session-Id"))))
                .forEach(EventStreams::finish);
    }

    /** Ends the streams whose clients do not read what they are sent. */
    void endUnread() {
        open.stream().filter(stream -> stream.response().writeQueueFull()).forEach(stream -> stream.response()
                .reset());
    }

    private static void finish(RoutingContext stream) {
        if (!stream.response().ended() && !stream.response().closed()) {
            stream.response().end();
        }
    }
}
