package io.qubinode.mcp.endpoints.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;

/** Takes what a service sends by OTLP over HTTP. */
public final class Collector {

    private final List<Span> spans = new CopyOnWriteArrayList<>();
    private final List<String> logs = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    public Collector() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/v1/traces", exchange -> takeSpans(ExportTraceServiceRequest.parseFrom(body(exchange))));
        server.createContext("/v1/logs", exchange -> takeLogs(ExportLogsServiceRequest.parseFrom(body(exchange))));
        server.start();
    }

    public String url() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    public List<Span> spans() {
        return spans;
    }

    /** The texts of the log records. */
    public List<String> logs() {
        return logs;
    }

    /** The span of which this one is a part. */
    public Optional<Span> parentOf(Span child) {
        return spans.stream()
                .filter(span -> span.getSpanId().equals(child.getParentSpanId()))
                .findFirst();
    }

    private void takeSpans(ExportTraceServiceRequest request) {
        request.getResourceSpansList().stream()
                .flatMap(resource -> resource.getScopeSpansList().stream())
                .flatMap(scope -> scope.getSpansList().stream())
                .forEach(spans::add);
    }

    private void takeLogs(ExportLogsServiceRequest request) {
        request.getResourceLogsList().stream()
                .flatMap(resource -> resource.getScopeLogsList().stream())
                .flatMap(scope -> scope.getLogRecordsList().stream())
                .forEach(entry -> logs.add(entry.getBody().getStringValue()));
    }

    private static byte[] body(HttpExchange exchange) throws IOException {
        try (exchange;
                InputStream raw = exchange.getRequestBody()) {
            boolean packed = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
            byte[] body = (packed ? new GZIPInputStream(raw) : raw).readAllBytes();
            exchange.sendResponseHeaders(200, -1);
            return body;
        }
    }
}
