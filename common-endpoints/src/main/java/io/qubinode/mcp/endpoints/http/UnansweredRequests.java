package io.qubinode.mcp.endpoints.http;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolError;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Gives requests that no door takes an answer in the one shape of errors. */
@Singleton
public final class UnansweredRequests {

    private static final String DOORS =
            "There are /mcp, /mcp/sse, /tools, /tools/{tool}, /tasks/{id}, /openapi.json and /health.";

    // Quarkus answers with nothing but the status where a handler fails a request with one.
    private static final int BEFORE_QUARKUS = Integer.MIN_VALUE;

    // After identity.
    private static final int SIZE = 280;

    private static final String NAME_IT = "Send the id of a session in Mcp-Session-Id; initialize opens one.";

    @ConfigProperty(name = "quarkus.http.limits.max-body-size")
    MemorySize largestBody;

    void install(@Observes Router router, RequestRecords records) {
        router.route().order(BEFORE_QUARKUS).failureHandler(request -> {
            if (request.failure() == null) {
                answer(request, request.statusCode());
            } else {
                request.next();
            }
        });
        for (int status : new int[] {400, 404, 405, 413, 500}) {
            router.errorHandler(status, request -> {
                records.recordUnseen(request, status);
                answer(request, status);
            });
        }
    }

    /** Quarkus turns away a body that says that it is too large, without a word. */
    void install(@Observes Filters filters) {
        filters.register(
                request -> {
                    if (saidLength(request) <= largestBody.asLongValue()) {
                        request.next();
                        return;
                    }
                    request.response().putHeader("Connection", "close");
                    request.addEndHandler(
                            ended -> request.request().connection().close());
                    request.fail(413);
                },
                SIZE);
    }

    private static long saidLength(RoutingContext request) {
        String length = request.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static void answer(RoutingContext request, int status) {
        if (!request.response().ended()) {
            if (status == 405) {
                request.response().putHeader(HttpHeaders.ALLOW, allowed(RequestContext.path(request)));
            }
            Problem.answer(request, error(status, RequestContext.path(request)));
        }
    }

    /** The answer of a REST request that failed before a tool was called. */
    @ServerExceptionMapper
    public Response problem(WebApplicationException exception, UriInfo uri) {
        ToolError error = error(exception.getResponse().getStatus(), uri.getPath());
        var response = Response.status(error.code().status())
                .type(Problem.MEDIA_TYPE)
                .entity(Problem.of(error).toString());
        return error.code() == ErrorCode.METHOD_NOT_ALLOWED
                ? response.header(HttpHeaders.ALLOW, allowed(uri.getPath())).build()
                : response.build();
    }

    /** As RFC 9110 wants it of every 405, and neither RESTEasy nor Vert.x says it. */
    private static String allowed(String path) {
        if (path.startsWith("/mcp")) {
            return path.startsWith("/mcp/sse")
                    ? "GET"
                    : path.startsWith("/mcp/messages") ? "POST" : "DELETE, GET, POST";
        }
        return path.startsWith("/tools/") ? "OPTIONS, POST" : "GET, HEAD, OPTIONS";
    }

    private static ToolError error(int status, String path) {
        boolean session = path.equals("/mcp") || path.equals("/mcp/");
        return switch (status) {
            case 404 ->
                session
                        ? new ToolError(ErrorCode.NOT_FOUND, "The request names no session.", NAME_IT)
                        : new ToolError(ErrorCode.NOT_FOUND, "There is nothing at this path.", DOORS);
            case 405 ->
                new ToolError(
                        ErrorCode.METHOD_NOT_ALLOWED,
                        "This path does not accept this method" + (session ? ", or only for a session." : "."),
                        session ? NAME_IT : DOORS);
            case 406 ->
                new ToolError(
                        ErrorCode.NOT_ACCEPTABLE,
                        "The answer is JSON, which the request's Accept header does not accept.",
                        "Send Accept: application/json");
            case 413 ->
                new ToolError(ErrorCode.TOO_LARGE, "The request is larger than the server accepts.", "Send less.");
            case 500 -> new ToolError(ErrorCode.INTERNAL, "The server failed to answer.", "Tell the operator.");
            default -> new ToolError(ErrorCode.INVALID_ARGUMENT, "The request cannot be read.", "Correct it.");
        };
    }
}
