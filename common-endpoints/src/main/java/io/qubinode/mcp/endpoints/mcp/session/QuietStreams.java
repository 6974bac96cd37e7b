package io.qubinode.mcp.endpoints.mcp.session;

import io.quarkiverse.mcp.server.McpServer;
import io.quarkiverse.mcp.server.http.runtime.HttpMcpServerRecorder;
import io.quarkiverse.mcp.server.http.runtime.config.McpHttpServersBuildTimeConfig;
import io.quarkiverse.mcp.server.http.runtime.config.McpHttpServersRuntimeConfig;
import io.quarkiverse.mcp.server.runtime.config.McpServersRuntimeConfig;
import io.quarkus.runtime.RuntimeValue;
import io.quarkus.vertx.http.runtime.filters.AbstractResponseWrapper;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.qubinode.mcp.endpoints.http.RequestContext;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextDecorator;
import io.vertx.ext.web.impl.RoutingContextInternal;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/**
 * Opens event streams without the message of level debug that the MCP library (1.13) sends first on each, whatever level the client asked
 * for. The library has no setting for it, so it is given a response that sends its head instead.
 */
@Singleton
final class QuietStreams {

    // When all that may refuse a request has let it pass.
    private static final int LAST = 100;

    private final HttpMcpServerRecorder recorder;
    private volatile Handler<RoutingContext> library;

    @Inject
    QuietStreams(
            McpServersRuntimeConfig servers, McpHttpServersRuntimeConfig http, McpHttpServersBuildTimeConfig built) {
        recorder = new HttpMcpServerRecorder(new RuntimeValue<>(servers), new RuntimeValue<>(http), built);
    }

    /** The library's handler needs beans that need this one, so it is made when all are there, before the first request. */
    void install(@Observes Filters filters) {
        library = recorder.createMcpEndpointHandler(McpServer.DEFAULT);
        filters.register(this::open, LAST);
    }

    private void open(RoutingContext request) {
        boolean isStream = request.request().method() == HttpMethod.GET
                && RequestContext.path(request).equals("/mcp")
                && RequestContext.caller(request).isPresent();
        if (isStream) {
            library.handle(new QuietRequest(request));
        } else {
            request.next();
        }
    }

    private static final class QuietRequest extends RoutingContextDecorator {

        private final HttpServerResponse response;

        QuietRequest(RoutingContext request) {
            super(request.currentRoute(), (RoutingContextInternal) request);
            response = new QuietResponse(request.response());
        }

        @Override
        public HttpServerResponse response() {
            return response;
        }
    }

    /** For the event loop of its connection only, as all that it wraps. */
    private static final class QuietResponse extends AbstractResponseWrapper {

        private final HttpServerResponse response;

        QuietResponse(HttpServerResponse response) {
            super(response);
            this.response = response;
        }

        @Override
        public Future<Void> write(String event) {
            return response.headWritten() ? response.write(event) : response.writeHead();
        }
    }
}
