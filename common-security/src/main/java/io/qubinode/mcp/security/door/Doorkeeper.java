package io.qubinode.mcp.security.door;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.quarkus.vertx.http.security.CORS;
import io.quarkus.vertx.http.security.HttpSecurity;
import io.qubinode.mcp.security.audit.AuditRecord;
import io.qubinode.mcp.security.audit.AuditRecord.Event;
import io.qubinode.mcp.security.audit.AuditRecord.Outcome;
import io.qubinode.mcp.security.audit.AuditTrail;
import io.qubinode.mcp.security.config.McpConfig;
import io.qubinode.mcp.security.config.ServiceIdentity;
import io.qubinode.mcp.security.gate.Door;
import io.qubinode.mcp.security.gate.ErrorCode;
import io.qubinode.mcp.security.gate.ToolError;
import io.qubinode.mcp.security.identity.Authenticators;
import io.qubinode.mcp.security.identity.Caller;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Stands before every door: nothing passes while the service is disabled, from a foreign web page, or without a proven
 * identity. Only {@code /health} and {@code /q/health} are public.
 */
@Singleton
final class Doorkeeper {

    private static final Logger LOG = Logger.getLogger(Doorkeeper.class);

    // Behind Quarkus' CORS filter (300), so that a preflight request, which carries no credential, is answered by that.
    private static final int AFTER_CORS = 290;

    private final ServiceIdentity service;
    private final McpConfig config;
    private final WebOrigins origins;
    private final Authenticators authenticators;
    private final AuditTrail trail;

    @Inject
    Doorkeeper(ServiceIdentity service, McpConfig config, Authenticators authenticators, AuditTrail trail) {
        this.service = service;
        this.config = config;
        this.origins = new WebOrigins(config.cors(), config.allowedHosts().orElse(List.of()));
        this.authenticators = authenticators;
        this.trail = trail;
    }

    void allowOrigins(@Observes HttpSecurity http) {
        if (config.cors().enabled()) {
            http.cors(CORS.builder()
                    .origins(WebOrigins.asRegularExpressions(config.cors().allowedOrigins()))
                    .methods(Set.of("GET", "POST", "DELETE"))
                    .headers(Set.of(
                            "Content-Type",
                            "Accept",
                            "Authorization",
                            "X-API-Key",
                            "Mcp-Session-Id",
                            "Mcp-Protocol-Version",
                            "Last-Event-ID"))
                    .exposedHeaders(Set.of("Mcp-Session-Id", "WWW-Authenticate", "Retry-After", "X-Request-Id"))
                    .build());
        }
    }

    void install(@Observes Filters filters) {
        filters.register(this::check, AFTER_CORS);
    }

    private void check(RoutingContext request) {
        Optional<Caller> caller = authenticators.authenticate(request.request());
        caller.ifPresent(who -> Visit.remember(request, who));
        String path = request.normalizedPath();
        if (path.equals("/health") || path.equals("/q/health") || path.startsWith("/q/health/")) {
            request.next();
        } else if (!config.enabled()) {
            refuse(
                    request,
                    new ToolError(
                            ErrorCode.DISABLED,
                            service.name() + " is disabled.",
                            "Set " + service.flag() + "=true and start it again."));
        } else if (!origins.admits(request.request())) {
            refuse(
                    request,
                    new ToolError(
                            ErrorCode.DENIED,
                            "Requests with this Host or Origin are not taken.",
                            "An operator can allow it: allowed_hosts and cors.allowed_origins."));
        } else if (caller.isEmpty()) {
            record(request);
            request.response().putHeader("WWW-Authenticate", authenticators.challenges());
            refuse(
                    request,
                    new ToolError(
                            ErrorCode.UNAUTHENTICATED,
                            "This needs a valid credential.",
                            "Send the API key in X-API-Key."));
        } else {
            request.next();
        }
    }

    private static void refuse(RoutingContext request, ToolError error) {
        request.response()
                .setStatusCode(error.code().status())
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .end(Problem.of(error).toString());
    }

    private void record(RoutingContext request) {
        var event = new AuditRecord(
                Instant.now(),
                Event.ENDED,
                service.name(),
                door(request).key(),
                null,
                null,
                Visit.remote(request),
                null,
                UUID.randomUUID().toString(),
                null,
                null,
                null,
                Outcome.UNAUTHENTICATED,
                ErrorCode.UNAUTHENTICATED.key(),
                0L);
        try {
            trail.append(event, false);
        } catch (IOException e) {
            LOG.error("An unauthenticated request could not be written to the audit trail", e);
        }
    }

    private static Door door(RoutingContext request) {
        String path = request.normalizedPath();
        if (path.startsWith("/mcp/sse") || path.startsWith("/mcp/messages")) {
            return Door.MCP_SSE;
        }
        return path.startsWith("/mcp") ? Door.MCP_HTTP : Door.REST;
    }
}
