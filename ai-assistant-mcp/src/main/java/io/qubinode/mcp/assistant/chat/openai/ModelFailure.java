package io.qubinode.mcp.assistant.chat.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.qubinode.mcp.security.backend.AnswerTooLarge;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolError;
import io.qubinode.mcp.security.core.ToolException;
import io.vertx.core.http.HttpClosedException;
import jakarta.ws.rs.WebApplicationException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** What went wrong with the language model, in our words. */
final class ModelFailure {

    private static final int LONGEST_CAUSES = 10;

    private ModelFailure() {}

    static ToolException of(Exception e) {
        Optional<ToolException> known = first(e, ToolException.class);
        Optional<RefusedRequest> refused = first(e, RefusedRequest.class);
        if (known.isPresent()) {
            return known.get();
        } else if (refused.isPresent()) {
            return answered(refused.get());
        } else if (AnswerTooLarge.caused(e)) {
            return refused(
                    "The language model's answer is larger than this service reads.",
                    "Try again with a smaller max_tokens, or use query_documents.",
                    e);
        } else if (causes(e).anyMatch(TimeoutException.class::isInstance)) {
            return new ToolException(
                    ErrorCode.BACKEND_TIMEOUT,
                    "The language model did not answer in time.",
                    "Try again with a smaller max_tokens, or use query_documents.",
                    e);
        } else if (causes(e).anyMatch(HttpClosedException.class::isInstance)) {
            return brokenOff(e);
        } else if (causes(e).anyMatch(ModelFailure::isConnection)) {
            return new ToolException(
                    ErrorCode.BACKEND_UNAVAILABLE,
                    "The language model cannot be reached.",
                    "Use query_documents; an operator must start the model or correct AI_MODEL_URL.",
                    e);
        }
        return first(e, WebApplicationException.class)
                .map(web -> status(web.getResponse().getStatus(), Optional.empty(), e))
                .orElseGet(() -> nonsense(e));
    }

    static ToolException nonsense(Exception cause) {
        return refused(
                "The language model answered something that is not OpenAI's API.",
                "Use query_documents; an operator must check what AI_MODEL_URL points at.",
                cause);
    }

    static ToolException brokenOff(Exception cause) {
        return new ToolException(
                ErrorCode.BACKEND_UNAVAILABLE,
                "The language model's answer broke off.",
                "Try again, or use query_documents.",
                cause);
    }

    private static ToolException answered(RefusedRequest e) {
        return status(e.status(), e.retryAfter(), e);
    }

    private static ToolException status(int status, Optional<Duration> wait, Exception e) {
        return switch (status) {
            case 400, 413 ->
                refused(
                        "The language model does not accept this question with its sources; they may be too long.",
                        "Ask for less, or use query_documents; an operator can lower chat.prompt_characters.",
                        e);
            case 401, 403 ->
                refused(
                        "The language model does not accept the configured key.",
                        "Use query_documents; an operator must correct AI_MODEL_API_KEY.",
                        e);
            case 404 ->
                refused(
                        "The language model's server does not know this model or address.",
                        "Use query_documents; an operator must correct AI_MODEL_NAME or AI_MODEL_URL.",
                        e);
            case 429 -> busy(wait, e);
            default ->
                refused(
                        "The language model's server answered with status " + status + ".",
                        "Try again, or use query_documents.",
                        e);
        };
    }

    private static ToolException busy(Optional<Duration> wait, Exception e) {
        String when = wait.map(time -> "in " + time.toSeconds() + " seconds").orElse("in a minute");
        return new ToolException(
                new ToolError(
                        ErrorCode.BACKEND_REFUSED,
                        "The language model accepts no more requests for now.",
                        "Try again " + when + ", or use query_documents.",
                        wait),
                e);
    }

    private static ToolException refused(String message, String hint, Exception e) {
        return new ToolException(ErrorCode.BACKEND_REFUSED, message, hint, e);
    }

    /** What cannot be read as JSON is an IOException too, but says that something answered. */
    private static boolean isConnection(Throwable e) {
        return e instanceof IOException && !(e instanceof JsonProcessingException);
    }

    private static <T extends Throwable> Optional<T> first(Throwable e, Class<T> type) {
        return causes(e).filter(type::isInstance).map(type::cast).findFirst();
    }

    private static Stream<Throwable> causes(Throwable e) {
        return Stream.iterate(e, cause -> cause != null, Throwable::getCause).limit(LONGEST_CAUSES);
    }
}
