package io.qubinode.mcp.endpoints.http;

import io.quarkus.vertx.http.ManagementInterface;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.qubinode.mcp.security.audit.AuditRecord;
import io.qubinode.mcp.security.audit.AuditRecord.Event;
import io.qubinode.mcp.security.audit.AuditRecord.Outcome;
import io.qubinode.mcp.security.config.McpConfig;
import io.qubinode.mcp.security.core.Caller;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ServiceIdentity;
import io.qubinode.mcp.security.core.ToolError;
import io.qubinode.mcp.security.identity.Authenticators;
import io.qubinode.mcp.security.ratelimit.Allowance;
import io.qubinode.mcp.security.ratelimit.AttemptLimiter;
import io.qubinode.mcp.security.secret.SecretMask;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Stands before every door: nothing passes while the service is disabled, from a foreign web page, or without a proven
 * identity. Only {@code /health}, {@code /q/health} and the metadata that names the issuer of tokens are public.
 */
@Singleton
final class AuthenticationFilter {

    /** The headers by which it is decided who may do what. */
    private static final List<String> ONCE =
            List.of("Host", "Origin", "Authorization", "X-API-Key", "Mcp-Session-Id", "Mcp-Protocol-Version");

    private static final List<String> CREDENTIALS = List.of("X-API-Key", "Authorization");

    private static final ToolError FOREIGN = new ToolError(
            ErrorCode.DENIED,
            "Requests with this Host or Origin are not accepted.",
            "An operator can allow it: allowed_hosts and cors.allowed_origins.");

    // Where MCP clients look for an authorization server of our own, when they are told of no other:
    // https://modelcontextprotocol.io/specification/2025-03-26/basic/authorization#fallbacks-for-servers-without-metadata-discovery
    private static final Set<String> ISSUER_PATHS = Set.of("/authorize", "/token", "/register");
    private static final ToolError NO_ISSUER =
            new ToolError(ErrorCode.NOT_FOUND, "There is no authorization server here.", "");

    private final ServiceIdentity service;
    private final McpConfig config;
    private final WebOrigins origins;
    private final Authenticators authenticators;
    private final AttemptLimiter attempts;
    private final AnonymousRecords records;
    private final SecretMask mask;

    @Inject
    AuthenticationFilter(
            ServiceIdentity service,
            McpConfig config,
            Authenticators authenticators,
            AttemptLimiter attempts,
            AnonymousRecords records,
            SecretMask mask) {
        this.service = service;
        this.config = config;
        this.origins = new WebOrigins(config.cors(), config.allowedHosts().orElse(List.of()));
        this.authenticators = authenticators;
        this.attempts = attempts;
        this.records = records;
        this.mask = mask;
    }

    /** What a web page must not read it must not read at the port of the metrics either; Quarkus would let every page do so. */
    void watchMetrics(@Observes ManagementInterface management) {
        management.router().route().order(Integer.MIN_VALUE).handler(request -> {
            request.addHeadersEndHandler(
                    ended -> request.response().headers().remove(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN));
            OutstandingAnswers.count(request);
            if (saidTwice(request).isEmpty() && origins.admits(request.request())) {
                request.next();
            } else {
                Problem.answer(request, FOREIGN);
            }
        });
    }

    void install(@Observes Filters filters) {
        filters.register(this::admit, 300);
        // A preflight request carries no credential, so it is answered before identity is asked for.
        origins.corsHandler().ifPresent(handler -> filters.register(handler, 295));
        filters.register(this::identify, 290);
    }

    private void admit(RoutingContext request) {
        Optional<String> twice = saidTwice(request);
        if (twice.isPresent()) {
            Problem.answer(
                    request,
                    new ToolError(
                            ErrorCode.INVALID_ARGUMENT,
                            "The request has more than one " + twice.get() + " header.",
                            "Send one."));
        } else if (isPublic(request)) {
            request.next();
        } else if (!config.enabled()) {
            Problem.answer(
                    request,
                    new ToolError(
                            ErrorCode.DISABLED,
                            service.name() + " is disabled.",
                            "Set " + service.flag() + "=true and start it again."));
        } else if (!origins.admits(request.request())) {
            recorded(request, Outcome.DENIED, ErrorCode.DENIED, () -> Problem.answer(request, FOREIGN));
        } else if (asksForAnIssuerHere(RequestContext.path(request))) {
            Problem.answer(request, NO_ISSUER);
        } else {
            request.next();
        }
    }

    /** A 401 there makes clients begin a login that cannot end. */
    private static boolean asksForAnIssuerHere(String path) {
        return path.contains("/.well-known/") || ISSUER_PATHS.contains(path);
    }

    /** Of two values, one reader takes the first and another the last. */
    private static Optional<String> saidTwice(RoutingContext request) {
        for (String name : ONCE) {
            if (request.request().headers().getAll(name).size() > 1) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }

    private void identify(RoutingContext request) {
        if (!authenticators.mayBlock(request.request())) {
            identified(request, authenticators.authenticate(request.request()));
            return;
        }
        // Quarkus holds the body back until somebody reads it, so nothing of it is lost meanwhile.
        request.vertx()
                .executeBlocking(() -> authenticators.authenticate(request.request()), false)
                .onComplete(caller -> identified(request, caller), request::fail);
    }

    private void identified(RoutingContext request, Optional<Caller> caller) {
        caller.ifPresent(who -> RequestContext.remember(request, who));
        if (caller.isPresent() || isPublic(request)) {
            request.next();
        } else {
            refuse(request);
        }
    }

    /** Who proves an identity was let through before: others behind the same address cannot shut anybody out. */
    private void refuse(RoutingContext request) {
        if (attempts.take(RequestContext.remote(request)) instanceof Allowance.Wait wait) {
            ToolError error = ToolError.throttled(
                    "Too many attempts from this address without a valid credential.",
                    "A valid credential is accepted at once.",
                    wait.time());
            recorded(request, Outcome.THROTTLED, ErrorCode.THROTTLED, () -> Problem.answer(request, error));
            return;
        }
        recorded(request, Outcome.UNAUTHENTICATED, ErrorCode.UNAUTHENTICATED, () -> {
            request.response().putHeader("WWW-Authenticate", authenticators.challenges(request.request()));
            Problem.answer(
                    request,
                    new ToolError(ErrorCode.UNAUTHENTICATED, missingOrRefused(request), authenticators.advice()));
        });
    }

    private static String missingOrRefused(RoutingContext request) {
        return CREDENTIALS.stream()
                .filter(request.request().headers()::contains)
                .findFirst()
                .map(header -> "The credential in " + header
                        + " is not accepted: it is unknown, expired or not for this" + " service.")
                .orElse("This needs a credential.");
    }

    private boolean isPublic(RoutingContext request) {
        return isHealth(request)
                || authenticators
                        .protectedResource()
                        .filter(resource -> resource.isMetadata(RequestContext.path(request)))
                        .isPresent();
    }

    static boolean isHealth(RoutingContext request) {
        String path = RequestContext.path(request);
        return path.equals("/health") || path.equals("/q/health") || path.startsWith("/q/health/");
    }

    /** Answers when the record is written: who has an answer finds it. Never on the event loop, which must not wait for a disk. */
    private void recorded(RoutingContext request, Outcome outcome, ErrorCode code, Runnable answer) {
        RequestRecords.leaveToThePipeline(request);
        if (!records.admitsOne()) {
            answer.run();
            return;
        }
        var event = new AuditRecord(
                Instant.now(),
                Event.ENDED,
                service.name(),
                RequestContext.endpoint(request).key(),
                null,
                null,
                RequestRecords.cut(RequestContext.remote(request)),
                null,
                UUID.randomUUID().toString(),
                null,
                null,
                null,
                outcome,
                code.key(),
                0L,
                outcome == Outcome.DENIED ? mask.text(RequestRecords.action(request)) : null);
        request.vertx()
                .executeBlocking(
                        () -> {
                            records.write(event);
                            return null;
                        },
                        false)
                .onComplete(written -> answer.run());
    }
}
