package io.qubinode.mcp.security.gate;

import io.qubinode.mcp.security.audit.AuditRecord;
import io.qubinode.mcp.security.audit.AuditRecord.Event;
import io.qubinode.mcp.security.audit.AuditRecord.Outcome;
import io.qubinode.mcp.security.audit.AuditTrail;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolError;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.secret.SecretMask;
import io.qubinode.mcp.security.tool.CatalogueEntry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/** The two records of one call. Used by one thread, but for what ends it because the service ends. */
final class CallAudit {

    private static final Logger LOG = Logger.getLogger(CallAudit.class);

    /** What has begun and not ended, of all trails. */
    private static final Set<CallAudit> RUNNING = ConcurrentHashMap.newKeySet();

    private static final ToolError STOPPING =
            new ToolError(ErrorCode.STOPPING, "The service ended before this call did.", "Call again.");

    private final AuditTrail trail;
    private final SecretMask mask;
    private final ToolCall call;
    private AuditRecord started;
    private final long startedNanos = System.nanoTime();
    private final AtomicBoolean ended = new AtomicBoolean();

    CallAudit(AuditTrail trail, SecretMask mask, String service, ToolCall call, Optional<CatalogueEntry> entry) {
        this.trail = trail;
        this.mask = mask;
        this.call = call;
        started = new AuditRecord(
                Instant.now(),
                Event.STARTED,
                service,
                call.door().key(),
                call.caller().client(),
                call.caller().method(),
                call.remote(),
                call.session().orElse(null),
                call.requestId(),
                mask.text(call.tool()),
                entry.map(found -> found.tool().permission().key()).orElse(null),
                null,
                null,
                null,
                null,
                null);
        RUNNING.add(this);
    }

    /** Records of every call that still runs that the service ended first. */
    static void endAll(AuditTrail trail) {
        RUNNING.stream()
                .filter(call -> call.trail == trail)
                .forEach(call -> call.ended(Outcome.ERROR, Optional.of(STOPPING)));
    }

    /**
     * Puts on disk that a changing call is about to run.
     *
     * @throws ToolException {@code audit_unavailable}: no record, no deed
     */
    void started() {
        try {
            noteArguments();
            trail.append(started, true);
        } catch (IOException e) {
            LOG.errorf(e, "The audit trail cannot be written: changing calls are refused");
            throw new ToolException(
                    ErrorCode.AUDIT_UNAVAILABLE,
                    "This call changes something and cannot be written to the audit trail, so it was not carried out.",
                    "Tell the operator to look at the disk of the audit file.",
                    e);
        }
    }

    /** Records how the call ended, once. A failure is logged only: what is done cannot be undone by it. */
    void ended(Outcome outcome, Optional<ToolError> error) {
        RUNNING.remove(this);
        if (!ended.compareAndSet(false, true)) {
            return;
        }
        long milliseconds = Duration.ofNanos(System.nanoTime() - startedNanos).toMillis();
        String code = error.map(what -> what.code().key()).orElse(null);
        // Those of a call that was too much would cost the work that its caller has no claim to.
        if (outcome != Outcome.THROTTLED) {
            noteArguments();
        }
        try {
            trail.append(started.ended(Instant.now(), outcome, code, milliseconds), false);
        } catch (IOException e) {
            LOG.errorf(e, "The end of call %s could not be written to the audit trail", started.request());
        }
    }

    private void noteArguments() {
        if (started.arguments() == null && call.arguments().isPresent()) {
            started = started.with(mask.masked(call.arguments().get()));
        }
    }
}
