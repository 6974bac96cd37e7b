package io.qubinode.mcp.security.operation;

import io.qubinode.mcp.security.audit.AuditRecord.Outcome;
import io.qubinode.mcp.security.core.ToolException;

final class Bound implements Interceptor {

    @Override
    public <T> Result<T> intercept(Step<T> step) {
        Work<T> work;
        try {
            work = step.target().bind(step.operation());
        } catch (ToolException e) {
            return step.refused(Outcome.INVALID, e.error());
        }
        return step.with(work).next();
    }
}
