package io.qubinode.mcp.security.operation;

import io.qubinode.mcp.security.audit.AuditRecord.Outcome;
import io.qubinode.mcp.security.core.ToolException;

/** Has every change on disk before it is made. */
final class Started implements Interceptor {

    @Override
    public <T> Result<T> intercept(Step<T> step) {
        if (step.work().changes()) {
            try {
                step.records().started();
            } catch (ToolException e) {
                return step.refused(Outcome.ERROR, e.error());
            }
        }
        step.operation().peer().begins();
        return step.next();
    }
}
