package io.qubinode.mcp.assistant.address;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.langchain4j.exception.HttpException;
import io.qubinode.mcp.security.backend.AnswerTooLarge;
import jakarta.ws.rs.WebApplicationException;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * What went wrong with a request to a service.
 *
 * @param reason as the rest of a sentence about the service
 * @param status what it answered; empty when that is not what is wrong
 */
public record ServiceFailure(String reason, OptionalInt status) {

    private static final int LONGEST_CAUSES = 10;
    private static final int FIRST_ERROR = 400;

    public ServiceFailure {
        requireNonNull(reason);
        requireNonNull(status);
    }

    /** @param nonsense the reason when the service answers what cannot be read */
    public static ServiceFailure of(RuntimeException e, String nonsense) {
        if (AnswerTooLarge.caused(e)) {
            return of("gave a larger answer than is read");
        }
        List<Throwable> causes = Stream.<Throwable>iterate(e, cause -> cause != null, Throwable::getCause)
                .limit(LONGEST_CAUSES)
                .toList();
        for (Throwable cause : causes) {
            int status = status(cause);
            if (status >= FIRST_ERROR) {
                return new ServiceFailure("answered with status " + status, OptionalInt.of(status));
            } else if (cause instanceof TimeoutException) {
                return of("did not answer in time");
            } else if (cause instanceof IOException && !(cause instanceof JsonProcessingException)) {
                return of("cannot be reached");
            }
        }
        return of(nonsense);
    }

    private static ServiceFailure of(String reason) {
        return new ServiceFailure(reason, OptionalInt.empty());
    }

    private static int status(Throwable cause) {
        if (cause instanceof WebApplicationException refused) {
            return refused.getResponse().getStatus();
        }
        return cause instanceof HttpException refused ? refused.statusCode() : 0;
    }
}
