package io.qubinode.mcp.endpoints.mcp;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.qubinode.mcp.endpoints.http.Problem;
import io.qubinode.mcp.endpoints.http.RequestContext;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolError;
import io.qubinode.mcp.security.operation.Endpoint;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a client of Streamable HTTP can read. MCP asks clients to accept both media types; the library turns away who says it in any
 * other words, so here the header is read as HTTP means it, and the library sees both.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1">RFC 9110: Accept</a>
 */
@Singleton
public final class AcceptedMedia {

    private static final String CONTEXT = "io.qubinode.mcp.accepted";
    private static final String JSON = "application/json";
    private static final String STREAM = "text/event-stream";
    private static final String BOTH = JSON + ", " + STREAM;
    // After identity, before the body is read.
    private static final int LOOK = 272;

    /** What the answer of a request may be. */
    public enum Answer {
        EITHER,
        JSON_ALONE,
        STREAM_ALONE
    }

    void install(@Observes Filters filters) {
        filters.register(AcceptedMedia::look, LOOK);
    }

    private static void look(RoutingContext request) {
        HttpMethod method = request.request().method();
        if (RequestContext.endpoint(request) != Endpoint.MCP_HTTP
                || method != HttpMethod.POST && method != HttpMethod.GET) {
            request.next();
            return;
        }
        List<String> headers = request.request().headers().getAll(HttpHeaders.ACCEPT);
        if (headers.equals(List.of(BOTH))) {
            request.next();
            return;
        }
        List<MediaType> accepted = headers.stream()
                .flatMap(header -> Arrays.stream(header.split(",")))
                .flatMap(part -> mediaType(part).stream())
                .toList();
        boolean any = headers.stream().allMatch(String::isBlank);
        boolean json = method == HttpMethod.POST && (any || accepts(accepted, MediaType.APPLICATION_JSON_TYPE));
        boolean stream = any || accepts(accepted, MediaType.SERVER_SENT_EVENTS_TYPE);
        if (!json && !stream) {
            Problem.answer(request, refusal(method));
            return;
        }
        request.put(CONTEXT, !json ? Answer.STREAM_ALONE : stream ? Answer.EITHER : Answer.JSON_ALONE);
        request.request().headers().set(HttpHeaders.ACCEPT, BOTH);
        request.next();
    }

    /** What the client of this request can read. */
    public static Answer of(RoutingContext request) {
        return Optional.<Answer>ofNullable(request.get(CONTEXT)).orElse(Answer.EITHER);
    }

    private static Optional<MediaType> mediaType(String part) {
        try {
            return Optional.of(MediaType.valueOf(part.strip()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Of several ranges the most specific counts. */
    private static boolean accepts(List<MediaType> accepted, MediaType type) {
        return accepted.stream()
                .filter(range -> range.isCompatible(type))
                .max(Comparator.comparingInt(AcceptedMedia::specificity))
                .filter(range -> !isRefused(range))
                .isPresent();
    }

    private static int specificity(MediaType range) {
        return range.isWildcardType() ? 0 : range.isWildcardSubtype() ? 1 : 2;
    }

    private static boolean isRefused(MediaType range) {
        try {
            return Double.parseDouble(range.getParameters().getOrDefault("q", "1")) <= 0;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static ToolError refusal(HttpMethod method) {
        return method == HttpMethod.GET
                ? new ToolError(
                        ErrorCode.NOT_ACCEPTABLE,
                        "This path gives a stream of events, which the request's Accept header does not accept.",
                        "Send Accept: " + STREAM)
                : new ToolError(
                        ErrorCode.NOT_ACCEPTABLE,
                        "Answers are JSON or a stream of events, and the request's Accept header accepts neither.",
                        "Send Accept: " + BOTH);
    }
}
