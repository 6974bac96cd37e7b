package io.qubinode.mcp.airflow.libvirt;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Timer;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.qubinode.mcp.security.core.ToolException;
import java.util.function.Supplier;

/** The calls of one libvirt as operators watch them: timers by outcome and, where a tool's call is traced, spans below it. */
final class WatchedCalls {

    private static final String SCOPE = "io.qubinode.mcp.libvirt";
    private static final String DONE = "ok";

    private final String uri;

    WatchedCalls(String uri) {
        this.uri = uri;
    }

    /** Makes a call; what it throws is its outcome, by the code of the error. */
    <T> T watch(Supplier<T> call) {
        Timer.Sample time = Timer.start();
        Span span = begun();
        String outcome = "internal";
        try {
            T result = call.get();
            outcome = DONE;
            return result;
        } catch (ToolException e) {
            outcome = e.error().code().key();
            throw e;
        } finally {
            time.stop(Metrics.timer("libvirt.calls", "uri", uri, "outcome", outcome));
            if (!outcome.equals(DONE)) {
                span.setAttribute("error.type", outcome).setStatus(StatusCode.ERROR);
            }
            span.end();
        }
    }

    /** Looks that nobody asked for would be traces of their own. */
    private Span begun() {
        if (!Span.current().getSpanContext().isValid()) {
            return Span.getInvalid();
        }
        return GlobalOpenTelemetry.getTracer(SCOPE)
                .spanBuilder("libvirt")
                .setSpanKind(SpanKind.CLIENT)
                .setAttribute("server.address", uri)
                .startSpan();
    }
}
