package io.qubinode.mcp.security.tool;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.core.ToolException;
import java.time.Duration;
import java.util.List;

/**
 * Puts questions to the client of a call. Only that client can answer, and once: in the session that was asked, or in a repetition of the
 * call. Safe to use from any thread that may block.
 */
public interface Questions {

    /** For the person at the client, in a form. */
    String ELICITATION = "elicitation/create";

    /** For the client's language model. */
    String SAMPLING = "sampling/createMessage";

    /**
     * One question.
     *
     * @param key names it among the questions of the same call
     * @param method {@link #ELICITATION} or {@link #SAMPLING}
     * @param params as the MCP specification has them for that method
     */
    record Question(String key, String method, ObjectNode params) {
        public Question {
            requireNonNull(key);
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
     * Asks and waits, or ends the call until it is repeated with the answer.
     *
     * @param timeout how long at most
     * @param call the call that it is asked for; when its caller gives up, so does the wait
     * @throws ToolException {@code cancelled}
     * @throws InputNeeded where nobody waits for an answer
     */
    Reply ask(Question question, Duration timeout, CallContext call);

    /** Asks several; all at once where nobody waits for an answer. */
    default List<Reply> ask(List<Question> questions, Duration timeout, CallContext call) {
        return questions.stream().map(question -> ask(question, timeout, call)).toList();
    }

    /** Notes that a call ends because the client does not answer questions of this method. */
    default void needed(String method) {}
}
