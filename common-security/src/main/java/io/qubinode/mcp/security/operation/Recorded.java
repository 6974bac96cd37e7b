package io.qubinode.mcp.security.operation;

import io.qubinode.mcp.security.audit.AuditRecord.Outcome;
import io.qubinode.mcp.security.audit.AuditTrail;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ServiceIdentity;
import io.qubinode.mcp.security.core.ToolError;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.operation.Result.Answer;
import io.qubinode.mcp.security.operation.Result.Failure;
import io.qubinode.mcp.security.operation.Result.InputRequired;
import io.qubinode.mcp.security.operation.Result.Reached;
import io.qubinode.mcp.security.operation.Result.TaskStarted;
import io.qubinode.mcp.security.secret.SecretMask;
import io.qubinode.mcp.security.tool.InputNeeded;
import java.util.Optional;
import org.jboss.logging.Logger;

final class Recorded implements Interceptor {

    private static final Logger LOG = Logger.getLogger(Recorded.class);

    private final ServiceIdentity service;
    private final AuditTrail trail;
    private final SecretMask mask;

    Recorded(ServiceIdentity service, AuditTrail trail, SecretMask mask) {
        this.service = service;
        this.trail = trail;
        this.mask = mask;
    }

    @Override
    public <T> Result<T> intercept(Step<T> step) {
        var records = new Records(trail, mask, service.name(), step.operation(), step.target());
        Result<T> result;
        try {
            result = step.with(records).next();
        } catch (InputNeeded e) {
            result = new InputRequired<>(e.questions());
        } catch (ToolException e) {
            result = new Failure<>(e.error(), Outcome.ERROR, Reached.TARGET);
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
            LOG.errorf(
                    e,
                    "%s failed in call %s",
                    step.operation().name(),
                    step.operation().requestId());
            result = new Failure<>(internal(step.operation()), Outcome.ERROR, Reached.WORK);
        } catch (Error e) {
            records.ended(Outcome.ERROR, Optional.of(internal(step.operation())));
            throw e;
        }
        switch (result) {
            case Answer<T> answer -> records.ended(Outcome.OK, Optional.empty());
            case InputRequired<T> questions -> records.ended(Outcome.ASKED, Optional.empty());
            case TaskStarted<T> task -> records.ended(Outcome.OK, Optional.empty());
            case Failure<T> failure -> records.ended(failure.outcome(), Optional.of(failure.error()));
        }
        return result;
    }

    private static ToolError internal(Operation operation) {
        return new ToolError(
                ErrorCode.INTERNAL,
                "The server failed to carry this call out.",
                "Tell the operator its request id: " + operation.requestId() + ".");
    }
}
