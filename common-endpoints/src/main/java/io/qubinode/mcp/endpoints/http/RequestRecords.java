package io.qubinode.mcp.endpoints.http;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.qubinode.mcp.security.audit.AuditRecord;
import io.qubinode.mcp.security.audit.AuditRecord.Event;
import io.qubinode.mcp.security.audit.AuditRecord.Outcome;
import io.qubinode.mcp.security.audit.AuditTrail;
import io.qubinode.mcp.security.core.Caller;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ServiceIdentity;
import io.qubinode.mcp.security.secret.SecretMask;
import io.smallrye.common.vertx.ContextLocals;
import io.smallrye.common.vertx.VertxContext;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Writes down every request that nobody else did: listings, sessions, wrong paths, foreign Origins. Only looks at the public
 * health pages are not, as long as they get their answer: every few seconds one, of somebody who proves nothing.
 */
@Singleton
public final class RequestRecords {

    private static final Logger LOG = Logger.getLogger(RequestRecords.class);
    private static final String NOTES = "io.qubinode.mcp.notes";
    // Before every other filter, so that what those refuse is seen as well.
    private static final int FIRST = 500;
    private static final int LONGEST = 128;

    /** What others know of a request; found by its Vert.x context, but its answer may be sent from another. */
    private static final class Notes {
        private volatile boolean recorded;
        private volatile String method;
        private volatile ErrorCode refused;
    }

    private final ServiceIdentity service;
    private final AuditTrail trail;
    private final AnonymousRecords anonymous;
    private final SecretMask mask;

    @Inject
    RequestRecords(ServiceIdentity service, AuditTrail trail, AnonymousRecords anonymous, SecretMask mask) {
        this.service = service;
        this.anonymous = anonymous;
        this.trail = trail;
        this.mask = mask;
    }

    void install(@Observes Filters filters) {
        filters.register(this::watch, FIRST);
    }

    /** Notes that the pipeline writes the records of what this request asks for. */
    public static void leaveToThePipeline(RoutingContext request) {
        request.<Notes>get(NOTES).recorded = true;
    }

    /** Notes the MCP method of the message on whose Vert.x context this runs. */
    public static void note(String method) {
        // Of a batch, the message that was refused is told of: the pipeline tells of the others.
        notes().filter(notes -> notes.refused == null).ifPresent(notes -> notes.method = method);
    }

    /** Notes that a message on whose Vert.x context this runs was refused before the pipeline, and why. */
    public static void refused(String method, ErrorCode why) {
        notes().ifPresent(notes -> {
            notes.method = cut(method);
            notes.refused = why;
        });
    }

    private static Optional<Notes> notes() {
        return VertxContext.isOnDuplicatedContext() ? ContextLocals.get(NOTES) : Optional.empty();
    }

    private void watch(RoutingContext request) {
        long began = System.nanoTime();
        var notes = new Notes();
        ContextLocals.put(NOTES, notes);
        request.put(NOTES, notes);
        var once = new AtomicBoolean();
        // Before the head of the answer leaves: who has an answer finds its record.
        request.addHeadersEndHandler(ended -> {
            if (once.compareAndSet(false, true)) {
                record(request, notes, request.response().getStatusCode(), began);
            }
        });
        request.addEndHandler(ended -> {
            if (once.compareAndSet(false, true)) {
                record(request, notes, 0, began);
            }
        });
        request.next();
    }

    /** Records a request that the router answers before any filter sees it. */
    void recordUnseen(RoutingContext request, int status) {
        if (request.get(NOTES) == null) {
            record(request, new Notes(), status, System.nanoTime());
        }
    }

    private void record(RoutingContext request, Notes notes, int status, long began) {
        ErrorCode refused = notes.refused;
        if (notes.recorded && refused == null || status == 200 && AuthenticationFilter.isHealth(request)) {
            return;
        }
        String action = notes.method != null ? notes.method : action(request);
        Optional<Caller> caller = RequestContext.caller(request);
        if (caller.isEmpty() && !anonymous.admitsOne()) {
            return;
        }
        var event = new AuditRecord(
                Instant.now(),
                Event.ENDED,
                service.name(),
                RequestContext.endpoint(request).key(),
                caller.map(Caller::client).orElse(null),
                caller.map(Caller::method).orElse(null),
                cut(RequestContext.remote(request)),
                session(request),
                UUID.randomUUID().toString(),
                null,
                null,
                null,
                refused == null || status >= 400 ? outcome(status) : Outcome.INVALID,
                refused != null ? refused.key() : status == 0 ? "connection_closed" : null,
                Duration.ofNanos(System.nanoTime() - began).toMillis(),
                mask.text(action));
        if (caller.isEmpty()) {
            anonymous.write(event);
            return;
        }
        try {
            trail.append(event, false);
        } catch (IOException e) {
            LOG.error("A request could not be written to the audit trail", e);
        }
    }

    /** What a request without a message of MCP asks for. */
    static String action(RoutingContext request) {
        return cut(request.request().method() + " " + RequestContext.path(request));
    }

    /** Whatever a client sends here, and it may be a secret. */
    private String session(RoutingContext request) {
        String id = request.request().getHeader("Mcp-Session-Id");
        return id == null ? null : cut(mask.text(id));
    }

    /** As much of a text that a client sent as a record has place for. */
    public static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }

    private static Outcome outcome(int status) {
        return switch (status) {
            case 401 -> Outcome.UNAUTHENTICATED;
            case 403 -> Outcome.DENIED;
            case 429 -> Outcome.THROTTLED;
            default -> status >= 500 || status == 0 ? Outcome.ERROR : status >= 400 ? Outcome.INVALID : Outcome.OK;
        };
    }
}
