package io.qubinode.mcp.security.operation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.core.Caller;
import io.qubinode.mcp.security.core.Permission;
import io.qubinode.mcp.security.core.ToolError;
import io.qubinode.mcp.security.core.ToolException;
import java.util.Optional;

/**
 * What an operation names: a tool, a prompt, a resource, a listing. Safe to use from any thread.
 *
 * @param <T> what it answers
 */
public interface Target<T> {

    /** What kind of work an operation is, for its limits. */
    enum Kind {
        /** A call of a tool, the reading of a resource, a prompt. */
        WORK,
        /** What clients do around it: sessions, listings, completions, subscriptions, descriptions. */
        OVERVIEW
    }

    Kind kind();

    /** What a caller needs, for records; empty for what everybody with an identity may ask, and for what does not exist. */
    default Optional<Permission> permission() {
        return Optional.empty();
    }

    /** Whether there is such a thing, no matter who asks. */
    default boolean exists() {
        return true;
    }

    /** Whether this caller may know of it. */
    default boolean isVisibleTo(Caller caller) {
        return true;
    }

    /** What a caller is told for whom it does not exist: the same, whether or not it does for another. */
    default ToolError missing(Caller caller) {
        throw new IllegalStateException("It is there for everybody");
    }

    /**
     * Checks the arguments.
     *
     * @return what is left to do
     * @throws ToolException {@code invalid_argument}
     */
    Work<T> bind(Operation operation);

    /** An answer as it is kept beyond the process; empty where it is not. */
    default Optional<ObjectNode> toKeep(T answer) {
        return Optional.empty();
    }

    /** An answer that was kept. */
    default T kept(ObjectNode answer) {
        throw new IllegalStateException("No answer of this is kept");
    }
}
