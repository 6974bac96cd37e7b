package io.qubinode.mcp.endpoints.http;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolError;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Ends requests whose body takes too long to arrive: who sends a byte now and then would hold a connection for ever. */
@Singleton
public final class SlowRequests {

    private static final String TIMER = "io.qubinode.mcp.body-timer";
    // https://www.rfc-editor.org/rfc/rfc9113#section-8.1 has a server that needs no more of a request say so after its
    // answer.
    private static final long NO_ERROR = 0;
    // Before identity: it may be somebody unknown who is slow.
    private static final int PRIORITY = 490;

    private final Duration longest;

    SlowRequests(@ConfigProperty(name = "qubinode.request-timeout", defaultValue = "30s") Duration longest) {
        this.longest = longest;
    }

    void install(@Observes Filters filters) {
        filters.register(this::watch, PRIORITY);
    }

    private void watch(RoutingContext request) {
        if (hasBody(request.request())) {
            long timer = request.vertx().setTimer(longest.toMillis(), fired -> end(request));
            request.put(TIMER, timer);
            request.addEndHandler(ended -> arrived(request));
        }
        request.next();
    }

    /**
     * For a door that has all of a request's body: how long the answer takes is another matter. The request itself does not say
     * that it has ended when its body was read as a stream.
     */
    public static void arrived(RoutingContext request) {
        Long timer = request.remove(TIMER);
        if (timer != null) {
            request.vertx().cancelTimer(timer);
        }
    }

    /** A request without one has come as a whole, but does not say that it ended before somebody reads it. */
    private static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        boolean unknownLength =
                request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null || request.method() == HttpMethod.POST;
        return length == null ? unknownLength : !length.equals("0");
    }

    private static void end(RoutingContext request) {
        if (!request.request().isEnded() && !request.response().headWritten()) {
            request.addEndHandler(ended -> stop(request.request()));
            Problem.answer(
                    request,
                    new ToolError(
                            ErrorCode.TOO_SLOW,
                            "The request did not arrive in time.",
                            "Send the whole request at once."));
        }
    }

    /** Other requests share the connection in HTTP/2, so only this one's stream ends there. */
    private static void stop(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            request.response().reset(NO_ERROR);
        } else {
            request.connection().close();
        }
    }
}
