package io.qubinode.mcp.security.operation;

import io.qubinode.mcp.security.audit.AuditRecord.Outcome;
import io.qubinode.mcp.security.core.CallerId;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolError;
import io.qubinode.mcp.security.ratelimit.ConcurrentCalls;
import java.time.Duration;
import java.util.Optional;

final class ConcurrencyLimited implements Interceptor {

    /** When a running operation ends is not known: a second is as good as any other time to ask again. */
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final ConcurrentCalls running;

    ConcurrencyLimited(ConcurrentCalls running) {
        this.running = running;
    }

    @Override
    public <T> Result<T> intercept(Step<T> step) {
        CallerId caller = step.operation().callerId();
        String name = step.operation().name();
        if (!running.enter(caller, name)) {
            return step.refused(
                    Outcome.THROTTLED,
                    new ToolError(
                            ErrorCode.THROTTLED,
                            "Too many requests for " + name + " are running already.",
                            "Try again when another call has ended.",
                            Optional.of(AGAIN)));
        }
        try {
            return step.next();
        } finally {
            running.leave(caller, name);
        }
    }
}
