package io.qubinode.mcp.security.gate;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;
import io.qubinode.mcp.security.core.ToolError;
import io.qubinode.mcp.security.tool.CatalogueEntry;
import java.util.Locale;
import java.util.Optional;

/**
 * The span of a call, below that of its HTTP request and above those of the requests that its tool makes. Costs nothing to speak
 * of where nobody collects spans.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/semconv/gen-ai/mcp/">OpenTelemetry's conventions for MCP</a>
 */
final class CallTrace implements AutoCloseable {

    private static final String SCOPE = "io.qubinode.mcp.gate";
    private static final String METHOD = "tools/call";

    private final Span span;
    private final Scope scope;

    private CallTrace(Span span) {
        this.span = span;
        scope = span.makeCurrent();
    }

    /** Begins it. Only a tool that there is gives it a name: others are the caller's invention. */
    static CallTrace of(ToolCall call, Optional<CatalogueEntry> entry) {
        var builder = GlobalOpenTelemetry.getTracer(SCOPE)
                .spanBuilder(entry.map(found -> METHOD + " " + found.name()).orElse(METHOD))
                .setAttribute("mcp.method.name", METHOD)
                .setAttribute("enduser.id", call.caller().client())
                .setAttribute("qubinode.door", call.door().key())
                .setAttribute("qubinode.request_id", call.requestId());
        entry.ifPresent(found -> builder.setAttribute("gen_ai.tool.name", found.name()));
        call.session().ifPresent(session -> builder.setAttribute("mcp.session.id", session));
        return new CallTrace(builder.startSpan());
    }

    /** Notes how it ended. */
    ToolOutcome ended(ToolOutcome outcome) {
        Optional<ToolError> error = outcome.problem();
        error.ifPresent(e -> span.setAttribute("error.type", e.code().name().toLowerCase(Locale.ROOT)));
        if (outcome instanceof ToolOutcome.Failed) {
            span.setStatus(StatusCode.ERROR);
        }
        return outcome;
    }

    @Override
    public void close() {
        scope.close();
        span.end();
    }
}
