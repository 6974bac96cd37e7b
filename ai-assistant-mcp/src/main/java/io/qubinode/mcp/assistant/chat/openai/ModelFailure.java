package io.qubinode.mcp.assistant.chat.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.langchain4j.exception.HttpException;
import io.qubinode.mcp.security.gate.ErrorCode;
import io.qubinode.mcp.security.gate.ToolException;
import jakarta.ws.rs.WebApplicationException;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** What went wrong with the language model, in our words. */
final class ModelFailure {

    private static final int LONGEST_CAUSES = 10;

    private ModelFailure() {}

    static ToolException of(RuntimeException e) {
        Optional<Integer> status =
                causes(e).flatMap(cause -> status(cause).stream()).findFirst();
        if (status.isPresent()) {
            return answered(status.get(), e);
        } else if (causes(e).anyMatch(ModelFailure::isTimeout)) {
            return new ToolException(
                    ErrorCode.BACKEND_TIMEOUT,
                    "The language model did not answer in time.",
                    "Try again, ask for less, or use query_documents.",
                    e);
        } else if (causes(e).anyMatch(ModelFailure::isConnection)) {
            return new ToolException(
                    ErrorCode.BACKEND_UNAVAILABLE,
                    "The language model cannot be reached.",
                    "Use query_documents; an operator must start the model or correct AI_MODEL_URL.",
                    e);
        }
        return new ToolException(
                ErrorCode.BACKEND_REFUSED,
                "The language model answered something that is not OpenAI's API.",
                "Use query_documents; an operator must check what AI_MODEL_URL points at.",
                e);
    }

    private static ToolException answered(int status, RuntimeException e) {
        return switch (status) {
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
            case 429 ->
                refused(
                        "The language model takes no more requests for now.",
                        "Try again in a minute, or use query_documents.",
                        e);
            default ->
                refused(
                        "The language model's server answered with status " + status + ".",
                        "Try again, or use query_documents.",
                        e);
        };
    }

    private static ToolException refused(String message, String hint, RuntimeException e) {
        return new ToolException(ErrorCode.BACKEND_REFUSED, message, hint, e);
    }

    private static Optional<Integer> status(Throwable e) {
        return switch (e) {
            case HttpException http -> Optional.of(http.statusCode());
            case WebApplicationException web -> Optional.of(web.getResponse().getStatus());
            default -> Optional.empty();
        };
    }

    /** What cannot be read as JSON is an IOException too, but says that something answered. */
    private static boolean isConnection(Throwable e) {
        return e instanceof IOException && !(e instanceof JsonProcessingException);
    }

    private static boolean isTimeout(Throwable e) {
        return e instanceof TimeoutException || e instanceof dev.langchain4j.exception.TimeoutException;
    }

    private static Stream<Throwable> causes(Throwable e) {
        return Stream.iterate(e, cause -> cause != null, Throwable::getCause).limit(LONGEST_CAUSES);
    }
}
