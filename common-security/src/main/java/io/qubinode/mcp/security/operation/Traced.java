package io.qubinode.mcp.security.operation;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;
import io.qubinode.mcp.security.operation.Result.Failure;
import io.qubinode.mcp.security.operation.Result.Reached;

/**
 * Spans the work of an operation, below its HTTP request and above the requests that it makes. Costs next to nothing where nobody
 * collects spans.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/semconv/gen-ai/mcp/">OpenTelemetry's conventions for MCP</a>
 */
final class Traced implements Interceptor {

    private static final String SCOPE = "io.qubinode.mcp.operation";

    @Override
    public <T> Result<T> intercept(Step<T> step) {
        if (step.target().kind() != Target.Kind.WORK) {
            return step.next();
        }
        Span span = start(step.operation(), step.target());
        Scope scope = span.getSpanContext().isValid() ? span.makeCurrent() : Scope.noop();
        try {
            Result<T> result = step.next();
            if (result instanceof Failure<T> failure) {
                span.setAttribute("error.type", failure.error().code().key());
                if (failure.reached() == Reached.WORK) {
                    span.setStatus(StatusCode.ERROR);
                }
            }
            return result;
        } finally {
            scope.close();
            span.end();
        }
    }

    /** Only a tool that exists gives the span a name: others are the caller's invention. */
    private static Span start(Operation operation, Target<?> target) {
        boolean tool = operation.method().equals(Operation.TOOLS_CALL) && target.exists();
        var builder = GlobalOpenTelemetry.getTracer(SCOPE)
                .spanBuilder(tool ? operation.method() + " " + operation.name() : operation.method())
                .setAttribute("mcp.method.name", operation.method())
                .setAttribute("enduser.id", operation.client())
                .setAttribute("qubinode.door", operation.origin().endpoint().key())
                .setAttribute("qubinode.request_id", operation.requestId());
        if (tool) {
            builder.setAttribute("gen_ai.tool.name", operation.name());
        }
        operation.session().ifPresent(session -> builder.setAttribute("mcp.session.id", session));
        return builder.startSpan();
    }
}
