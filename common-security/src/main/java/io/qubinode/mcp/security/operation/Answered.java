package io.qubinode.mcp.security.operation;

import io.qubinode.mcp.security.audit.AuditRecord.Outcome;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolError;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.operation.Result.Failure;
import io.qubinode.mcp.security.operation.Result.Reached;
import io.qubinode.mcp.security.secret.ForeignText;
import io.qubinode.mcp.security.secret.SecretMask;
import org.jboss.logging.Logger;

/** Does the work, and makes what it throws an error in the caller's words. */
final class Answered implements Interceptor {

    private static final Logger LOG = Logger.getLogger(Answered.class);

    private final SecretMask mask;

    Answered(SecretMask mask) {
        this.mask = mask;
    }

    @Override
    public <T> Result<T> intercept(Step<T> step) {
        try {
            return step.next();
        } catch (ToolException e) {
            LOG.debugf(e, "%s %s", step.operation().name(), step.operation().requestId());
            // What a tool says may quote a backend's words.
            ToolError error = e.error().masked(text -> ForeignText.visible(mask.shown(text)));
            Outcome outcome = error.code() == ErrorCode.INVALID_ARGUMENT ? Outcome.INVALID : Outcome.ERROR;
            return new Failure<>(error, outcome, Reached.WORK);
        }
    }
}
