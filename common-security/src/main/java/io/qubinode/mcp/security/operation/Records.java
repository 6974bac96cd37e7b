package io.qubinode.mcp.security.operation;

import com.fasterxml.jackson.databind.JsonNode;
import io.qubinode.mcp.security.audit.AuditRecord;
import io.qubinode.mcp.security.audit.AuditRecord.Event;
import io.qubinode.mcp.security.audit.AuditRecord.Outcome;
import io.qubinode.mcp.security.audit.AuditTrail;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.Permission;
import io.qubinode.mcp.security.core.ToolError;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.secret.SecretMask;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/** The records of one operation. Used by one thread, except for the end when the service ends first. */
final class Records {

    private static final Logger LOG = Logger.getLogger(Records.class);
    /** Operations that have begun and not ended, of all trails. */
    private static final Set<Records> RUNNING = ConcurrentHashMap.newKeySet();

    private static final ToolError STOPPING =
            new ToolError(ErrorCode.STOPPING, "The service ended before this call did.", "Call again.");

    private final AuditTrail trail;
    private final SecretMask mask;
    private final Operation operation;
    private AuditRecord started;
    private boolean repeats;
    private final long startedNanos = System.nanoTime();
    private final AtomicBoolean ended = new AtomicBoolean();

    Records(AuditTrail trail, SecretMask mask, String service, Operation operation, Target<?> target) {
        this.trail = trail;
        this.mask = mask;
        this.operation = operation;
        boolean work = target.kind() == Target.Kind.WORK;
        Origin origin = operation.origin();
        started = new AuditRecord(
                Instant.now(),
                Event.STARTED,
                service,
                origin.endpoint().key(),
                origin.caller().client(),
                origin.caller().method(),
                origin.remote(),
                origin.session().orElse(null),
                operation.requestId(),
                work ? mask.text(operation.name()) : null,
                target.permission().map(Permission::key).orElse(null),
                null,
                null,
                null,
                null,
                work ? null : mask.text(operation.method()));
        RUNNING.add(this);
    }

    /** Records the end of every operation of a trail that still runs: the service ended first. */
    static void endAll(AuditTrail trail) {
        RUNNING.stream()
                .filter(running -> running.trail == trail)
                .forEach(running -> running.ended(Outcome.ERROR, Optional.of(STOPPING)));
    }

    /**
     * Puts on disk that a change is about to be made.
     *
     * @throws ToolException {@code audit_unavailable}: no record, no deed; {@code stopping}: the record of its end is written
     */
    void started() {
        if (ended.get()) {
            throw new ToolException(STOPPING);
        }
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

    /** It gets what another operation got, and does nothing itself. */
    void repeats() {
        repeats = true;
    }

    /** Records how the operation ended, once. A failure is only logged: what is done cannot be undone by it. */
    void ended(Outcome outcome, Optional<ToolError> error) {
        RUNNING.remove(this);
        if (!ended.compareAndSet(false, true)) {
            return;
        }
        long milliseconds = Duration.ofNanos(System.nanoTime() - startedNanos).toMillis();
        String code = error.map(what -> what.code().key()).orElse(null);
        // Masking those of a throttled call would cost the work that its caller has no claim to.
        if (outcome != Outcome.THROTTLED) {
            noteArguments();
        }
        try {
            trail.append(
                    started.ended(
                            Instant.now(),
                            repeats && outcome == Outcome.OK ? Outcome.REPEATED : outcome,
                            code,
                            milliseconds),
                    false);
        } catch (IOException e) {
            LOG.errorf(e, "The end of call %s could not be written to the audit trail", started.request());
        }
    }

    private void noteArguments() {
        if (started.arguments() == null && operation.arguments().isPresent()) {
            JsonNode arguments = operation.arguments().get();
            if (!arguments.isEmpty() || started.tool() != null) {
                started = started.with(mask.masked(arguments));
            }
        }
    }
}
