package io.qubinode.mcp.security.operation;

import static java.util.Objects.requireNonNull;

import io.qubinode.mcp.security.audit.AuditRecord.Outcome;
import io.qubinode.mcp.security.core.ToolError;
import io.qubinode.mcp.security.tool.Questions.Question;
import java.util.List;

/**
 * How an operation ended.
 *
 * @param <T> what it answers
 */
public sealed interface Result<T> {

    record Answer<T>(T content) implements Result<T> {
        public Answer {
            requireNonNull(content);
        }
    }

    /**
     * There is no answer.
     *
     * @param error why, in the caller's words
     * @param outcome what the audit trail calls it
     * @param reached how far the operation came
     */
    record Failure<T>(ToolError error, Outcome outcome, Reached reached) implements Result<T> {
        public Failure {
            requireNonNull(error);
            requireNonNull(outcome);
            requireNonNull(reached);
        }

        /** The same failure of an operation that would have answered something else. */
        public <U> Failure<U> as() {
            return new Failure<>(error, outcome, reached);
        }
    }

    enum Reached {
        /** What it names does not exist for this caller. */
        NOTHING,
        /** It was refused before its work began. */
        TARGET,
        WORK
    }

    /** It continues when the client has answered these questions, each with a key of its own, and repeats it. */
    record InputRequired<T>(List<Question> questions) implements Result<T> {
        public InputRequired {
            questions = List.copyOf(questions);
        }
    }

    /** It continues on its own; the client asks for its end by this id. */
    record TaskStarted<T>(String task) implements Result<T> {
        public TaskStarted {
            requireNonNull(task);
        }
    }
}
