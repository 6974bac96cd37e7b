package io.qubinode.mcp.assistant.chat.openai;

import jakarta.annotation.Priority;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.rest.client.ext.ResponseExceptionMapper;

/** An answer with a status that says no. LangChain4j's own exception does not keep when to come back. */
final class RefusedRequest extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final int FIRST_ERROR = 400;
    private static final int BAD_REQUEST = 400;
    private static final int LONGEST_CAUSES = 10;
    private static final long LONGEST_WAIT_SECONDS = 3_600;

    private final int status;
    private final Duration wait;
    private final boolean completionTokens;

    private RefusedRequest(int status, Duration wait, boolean completionTokens) {
        super("status " + status);
        this.status = status;
        this.wait = wait;
        this.completionTokens = completionTokens;
    }

    /** Whether a failure comes of {@code max_tokens}, in place of which the model wants {@code max_completion_tokens}. */
    static boolean wantsCompletionTokens(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(LONGEST_CAUSES)
                .anyMatch(cause -> cause instanceof RefusedRequest refused && refused.completionTokens);
    }

    int status() {
        return status;
    }

    /** How long it asks to be left alone; an hour at most. */
    Optional<Duration> retryAfter() {
        return Optional.ofNullable(wait);
    }

    /** Makes it of the response, before the client's own mapper does. */
    @Priority(1)
    public static final class Mapper implements ResponseExceptionMapper<RefusedRequest> {

        @Override
        public boolean handles(int status, jakarta.ws.rs.core.MultivaluedMap<String, Object> headers) {
            return status >= FIRST_ERROR;
        }

        @Override
        public RefusedRequest toThrowable(Response response) {
            return new RefusedRequest(
                    response.getStatus(),
                    wait(response.getHeaderString(HttpHeaders.RETRY_AFTER)),
                    response.getStatus() == BAD_REQUEST && text(response).contains("max_completion_tokens"));
        }

        private static String text(Response response) {
            return response.hasEntity() ? response.readEntity(String.class) : "";
        }

        /** In seconds; as a date, which the header may be too, no model's server is known to send it. */
        private static Duration wait(String header) {
            if (header == null || !header.matches("\\d{1,9}")) {
                return null;
            }
            return Duration.ofSeconds(Math.clamp(Long.parseLong(header), 1, LONGEST_WAIT_SECONDS));
        }
    }
}
