package io.qubinode.mcp.security.operation;

import io.qubinode.mcp.security.audit.AuditRecord.Outcome;
import io.qubinode.mcp.security.core.Caller;
import io.qubinode.mcp.security.operation.Result.Failure;
import io.qubinode.mcp.security.operation.Result.Reached;

/** Ends operations on what a caller may not use as if it did not exist. */
final class Permitted implements Interceptor {

    @Override
    public <T> Result<T> intercept(Step<T> step) {
        Target<T> target = step.target();
        Caller caller = step.operation().caller();
        return target.isVisibleTo(caller)
                ? step.next()
                : new Failure<>(
                        target.missing(caller), target.exists() ? Outcome.DENIED : Outcome.INVALID, Reached.NOTHING);
    }
}
