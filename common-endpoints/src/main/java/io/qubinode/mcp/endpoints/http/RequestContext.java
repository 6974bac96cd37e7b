package io.qubinode.mcp.endpoints.http;

import io.opentelemetry.context.Context;
import io.qubinode.mcp.security.core.Caller;
import io.qubinode.mcp.security.operation.Endpoint;
import io.qubinode.mcp.security.operation.Origin;
import io.smallrye.common.vertx.ContextLocals;
import io.smallrye.common.vertx.VertxContext;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/** What the authentication filter found out about a request, for the endpoint behind it. */
public final class RequestContext {

    private static final String CALLER = "io.qubinode.mcp.caller";
    private static final String TRACE = "io.qubinode.mcp.trace";
    private static final String REQUEST = "io.qubinode.mcp.request";

    private RequestContext() {}

    static void remember(RoutingContext request, Caller caller) {
        AnonymousConnections.proven(request.request().connection());
        request.put(CALLER, caller);
        request.put(TRACE, Context.current());
        // The MCP library's validator sees no routing context, but runs on the same Vert.x context.
        ContextLocals.put(REQUEST, request);
    }

    /** Who makes this request; empty only on public paths. */
    public static Optional<Caller> caller(RoutingContext request) {
        return Optional.ofNullable(request.get(CALLER));
    }

    /** The request on whose Vert.x context this runs; empty elsewhere, and where its caller is not known. */
    public static Optional<RoutingContext> currentRequest() {
        return VertxContext.isOnDuplicatedContext() ? ContextLocals.get(REQUEST) : Optional.empty();
    }

    /** The request's place in a trace, used by work that is done for it outside its own Vert.x context. */
    public static Context trace(RoutingContext request) {
        return Optional.<Context>ofNullable(request.get(TRACE)).orElseGet(Context::root);
    }

    /** The path in normal form; as it came where it has none, because it cannot be decoded. */
    public static String path(RoutingContext request) {
        try {
            return request.normalizedPath();
        } catch (IllegalArgumentException e) {
            return request.request().path();
        }
    }

    public static Endpoint endpoint(RoutingContext request) {
        String path = path(request);
        if (path.startsWith("/mcp/sse") || path.startsWith("/mcp/messages")) {
            return Endpoint.MCP_SSE;
        }
        return path.startsWith("/mcp") ? Endpoint.MCP_HTTP : Endpoint.REST;
    }

    /** The peer's address; empty when the connection is gone already. */
    public static String remote(RoutingContext request) {
        var address = request.request().remoteAddress();
        return address == null || address.hostAddress() == null ? "" : address.hostAddress();
    }

    /**
     * Where an operation comes from that this request asks for.
     *
     * @throws IllegalStateException on public paths without a credential
     */
    public static Origin origin(RoutingContext request, Optional<String> session) {
        Caller caller =
                caller(request).orElseThrow(() -> new IllegalStateException("Nobody asked for an identity before"));
        return new Origin(endpoint(request), caller, remote(request), session);
    }
}
