package io.qubinode.mcp.security.door;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.core.ToolError;
import io.qubinode.mcp.security.core.ToolJson;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;

/**
 * An error as the REST door shows it.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457: Problem Details for HTTP APIs</a>
 */
public final class Problem {

    public static final String MEDIA_TYPE = "application/problem+json";

    private Problem() {}

    /** Ends a request with this error. */
    public static void answer(RoutingContext request, ToolError error) {
        error.retryAfter().ifPresent(wait -> request.response()
                .putHeader(HttpHeaders.RETRY_AFTER, String.valueOf(wait.toSeconds())));
        request.response()
                .setStatusCode(error.code().status())
                .putHeader(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE)
                .end(of(error).toString());
    }

    /** The body; "type" is left out, which means "about:blank", for there is no page to point at. */
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
