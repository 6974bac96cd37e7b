package io.qubinode.mcp.endpoints.http;

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
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Gives requests that no door takes an answer in the one shape of errors. */
@Singleton
public final class UnansweredRequests {

    private static final String DOORS = "There are /mcp, /mcp/sse, /tools, /tools/{tool}, /openapi.json and /health.";

    void install(@Observes Router router, RequestRecords records) {
        for (int status : new int[] {400, 404, 405, 413, 500}) {
            router.errorHandler(status, request -> {
                records.recordUnseen(request, status);
                answer(request, status);
            });
        }
    }

    private static void answer(RoutingContext request, int status) {
        if (!request.response().ended()) {
            if (status == 405) {
                request.response().putHeader(HttpHeaders.ALLOW, allowed(RequestContext.path(request)));
            }
            Problem.answer(request, error(status));
        }
    }

    /** The answer of a REST request that failed before a tool was called. */
    @ServerExceptionMapper
    public Response problem(WebApplicationException exception, UriInfo uri) {
        ToolError error = error(exception.getResponse().getStatus());
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

    private static ToolError error(int status) {
        return switch (status) {
            case 404 -> new ToolError(ErrorCode.NOT_FOUND, "There is nothing at this path.", DOORS);
            case 405 -> new ToolError(ErrorCode.METHOD_NOT_ALLOWED, "This path does not take this method.", DOORS);
            case 413 ->
                new ToolError(ErrorCode.TOO_LARGE, "The request is larger than the server takes.", "Send less.");
            case 500 -> new ToolError(ErrorCode.INTERNAL, "The server failed to answer.", "Tell the operator.");
            default -> new ToolError(ErrorCode.INVALID_ARGUMENT, "The request cannot be read.", "Correct it.");
        };
    }
}
