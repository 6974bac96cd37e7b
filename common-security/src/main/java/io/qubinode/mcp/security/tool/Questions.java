package io.qubinode.mcp.security.tool;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.core.ToolException;
import java.time.Duration;

/**
 * Puts questions to the client of a running call. Only that client can answer, in the session that was asked, and once. Safe to use from any
 * thread that may block.
 */
public interface Questions {

    /** For the person at the client, in a form. */
    String ELICITATION = "elicitation/create";

    /** For the client's language model. */
    String SAMPLING = "sampling/createMessage";

    /**
     * One question.
     *
     * @param method {@link #ELICITATION} or {@link #SAMPLING}
     * @param params as the MCP specification has them for that method
     */
    record Question(String method, ObjectNode params) {
        public Question {
            requireNonNull(method);
            requireNonNull(params);
        }
    }

    sealed interface Reply {

        /** The client's result, as the MCP specification has it for the method. */
        record Given(ObjectNode result) implements Reply {}

        /** The client answered with an error, for example because its user declined. */
        record Declined() implements Reply {}

        /** Nothing came in time, or the question could not be sent. */
        record None() implements Reply {}
    }

    /** Whether the client has said that it answers questions of this method. */
    boolean accepts(String method);

    /**
     * Asks and waits.
     *
     * @param timeout how long at most
     * @param call the call that it is asked for; when its caller gives up, so does the wait
     * @throws ToolException {@code cancelled}
     */
    Reply ask(Question question, Duration timeout, CallContext call);
}
