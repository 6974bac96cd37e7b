package io.qubinode.mcp.security.operation;

import io.qubinode.mcp.security.audit.AuditRecord.Outcome;
import io.qubinode.mcp.security.core.ToolError;
import io.qubinode.mcp.security.operation.Result.Failure;
import io.qubinode.mcp.security.operation.Result.Reached;
import java.util.List;

/**
 * An operation on its way. Used by one thread.
 *
 * @param interceptors those that are still before it
 * @param records its records; null before they are begun
 * @param work what is left to do; null before its arguments are bound
 */
record Step<T>(List<Interceptor> interceptors, Operation operation, Target<T> target, Records records, Work<T> work) {

    Result<T> next() {
        if (interceptors.isEmpty()) {
            return new Result.Answer<>(work.run());
        }
        return interceptors
                .getFirst()
                .intercept(new Step<>(interceptors.subList(1, interceptors.size()), operation, target, records, work));
    }

    Step<T> with(Records begun) {
        return new Step<>(interceptors, operation, target, begun, work);
    }

    Step<T> with(Work<T> bound) {
        return new Step<>(interceptors, operation, target, records, bound);
    }

    Failure<T> refused(Outcome outcome, ToolError error) {
        return new Failure<>(error, outcome, Reached.TARGET);
    }
}
