package io.qubinode.mcp.endpoints.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.core.ToolError;
import io.qubinode.mcp.security.core.ToolJson;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.Response;

/**
 * An error as the REST door shows it.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457: Problem Details for HTTP APIs</a>
 */
public final class Problem {

    public static final String MEDIA_TYPE = "application/problem+json";

    /** The header with the id of a request, as it stands in the audit trail. */
    public static final String REQUEST_ID = "X-Request-Id";

    private Problem() {}

    /** The answer of a REST request that ended in this error. */
    public static Response response(ToolError error, String requestId) {
        var response = Response.status(error.code().status())
                .type(MEDIA_TYPE)
                .header(REQUEST_ID, requestId)
                .entity(of(error).put("request_id", requestId).toString());
        error.retryAfter().ifPresent(wait -> response.header(HttpHeaders.RETRY_AFTER.toString(), wait.toSeconds()));
        return response.build();
    }

    public static void answer(RoutingContext request, ToolError error) {
        error.retryAfter().ifPresent(wait -> request.response()
                .putHeader(HttpHeaders.RETRY_AFTER, String.valueOf(wait.toSeconds())));
        request.response()
                .setStatusCode(error.code().status())
                .putHeader(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE)
                .end(of(error).toString());
    }

    /** The body; "type" is left out, which means "about:blank", because there is no page to point at. */
    public static ObjectNode of(ToolError error) {
        ObjectNode problem = ToolJson.MAPPER
                .createObjectNode()
                .put("title", error.code().key().replace('_', ' '))
                .put("status", error.code().status())
                .put("detail", error.message())
                .put("code", error.code().key());
        return error.hint().isEmpty() ? problem : problem.put("hint", error.hint());
    }
}
