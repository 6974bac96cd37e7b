package io.qubinode.mcp.security.operation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.tool.Tool;
import java.util.Optional;

/**
 * What is left to do of an operation whose arguments are right.
 *
 * @param <T> what it answers
 */
@FunctionalInterface
public interface Work<T> {

    /**
     * Does it, once; may block.
     *
     * @return the answer, never null
     * @throws ToolException with the error to show to the caller
     */
    T run();

    /** Whether it changes something, so that it must be on record before. */
    default boolean changes() {
        return false;
    }

    /** An answer as it is kept for a repetition beyond a restart; empty where it is not. */
    default Optional<ObjectNode> toKeep(T answer) {
        return Optional.empty();
    }

    /** An answer that was kept. */
    default T kept(ObjectNode answer) {
        throw new IllegalStateException("Nothing is kept of this");
    }

    /** The tool whose call a person may have to confirm; empty where there is nothing to confirm. */
    default Optional<Tool<?, ?>> toConfirm() {
        return Optional.empty();
    }
}
