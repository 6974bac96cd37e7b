package io.qubinode.mcp.security.operation;

import io.qubinode.mcp.security.audit.AuditRecord.Outcome;
import io.qubinode.mcp.security.core.ToolError;
import io.qubinode.mcp.security.ratelimit.Allowance;
import io.qubinode.mcp.security.ratelimit.RateLimiter;

final class Limited implements Interceptor {

    private final RateLimiter limiter;

    Limited(RateLimiter limiter) {
        this.limiter = limiter;
    }

    @Override
    public <T> Result<T> intercept(Step<T> step) {
        Operation operation = step.operation();
        Allowance allowance = step.target().kind() == Target.Kind.WORK
                ? limiter.take(operation.caller(), operation.name())
                : limiter.takeOverview(operation.caller());
        return allowance instanceof Allowance.Wait wait
                ? step.refused(Outcome.THROTTLED, ToolError.throttled("Too many calls.", "", wait.time()))
                : step.next();
    }
}
