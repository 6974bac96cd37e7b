package io.qubinode.mcp.assistant.chat.assistant;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.qubinode.mcp.security.backend.AnswerTooLarge;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import jakarta.ws.rs.WebApplicationException;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** What went wrong with the assistant, in our words. */
final class AssistantFailure {

    private static final int LONGEST_CAUSES = 10;
    private static final int FIRST_ERROR = 400;

    private AssistantFailure() {}

    static ToolException of(Exception e) {
        Optional<Integer> status = causes(e)
                .filter(WebApplicationException.class::isInstance)
                .map(cause -> ((WebApplicationException) cause).getResponse().getStatus())
                .filter(answered -> answered >= FIRST_ERROR)
                .findFirst();
        if (status.isPresent()) {
            return new ToolException(
                    ErrorCode.BACKEND_REFUSED,
                    "The Qubinode assistant answered with status " + status.get() + ".",
                    "Try again, or use query_documents.",
                    e);
        } else if (AnswerTooLarge.caused(e)) {
            return new ToolException(
                    ErrorCode.BACKEND_REFUSED,
                    "The Qubinode assistant's answer is larger than this service reads.",
                    "Try again with a smaller max_tokens, or use query_documents.",
                    e);
        } else if (causes(e).anyMatch(TimeoutException.class::isInstance)) {
            return new ToolException(
                    ErrorCode.BACKEND_TIMEOUT,
                    "The Qubinode assistant did not answer in time.",
                    "Try again with a smaller max_tokens, or use query_documents.",
                    e);
        } else if (causes(e).anyMatch(AssistantFailure::isConnection)) {
            return new ToolException(
                    ErrorCode.BACKEND_UNAVAILABLE,
                    "The Qubinode assistant cannot be reached.",
                    "Use query_documents; an operator must start it or correct AI_SERVICE_URL.",
                    e);
        }
        return nonsense(e);
    }

    static ToolException nonsense(Exception cause) {
        return new ToolException(
                ErrorCode.BACKEND_REFUSED,
                "What answers at AI_SERVICE_URL is not the Qubinode assistant.",
                "Use query_documents; an operator must correct AI_SERVICE_URL.",
                cause);
    }

    /** What cannot be read as JSON is an IOException too, but says that something answered. */
    private static boolean isConnection(Throwable e) {
        return e instanceof IOException && !(e instanceof JsonProcessingException);
    }

    private static Stream<Throwable> causes(Throwable e) {
        return Stream.iterate(e, cause -> cause != null, Throwable::getCause).limit(LONGEST_CAUSES);
    }
}
