package io.qubinode.mcp.assistant.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.qubinode.mcp.security.backend.AnswerTooLarge;
import jakarta.ws.rs.WebApplicationException;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** What is wrong with a part that was asked over HTTP, in one sentence. */
public final class FailureMessage {

    private static final int LONGEST_CAUSES = 10;

    private FailureMessage() {}

    /** The sentence for what the REST client threw. */
    public static String of(RuntimeException e) {
        if (e instanceof WebApplicationException answer) {
            return "It answers with status " + answer.getResponse().getStatus() + ".";
        } else if (AnswerTooLarge.caused(e)) {
            return "Its answer is larger than this service reads.";
        } else if (causes(e).anyMatch(JsonProcessingException.class::isInstance)) {
            return "Something else answers at its address.";
        } else if (causes(e).anyMatch(TimeoutException.class::isInstance)) {
            return "It does not answer in time.";
        } else if (causes(e).anyMatch(IOException.class::isInstance)) {
            return "It cannot be reached.";
        }
        return "Something else answers at its address.";
    }

    private static Stream<Throwable> causes(Throwable e) {
        return Stream.iterate(e, cause -> cause != null, Throwable::getCause).limit(LONGEST_CAUSES);
    }
}
