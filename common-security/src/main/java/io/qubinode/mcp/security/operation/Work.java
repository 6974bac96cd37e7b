package io.qubinode.mcp.security.operation;

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

    /** The tool whose call a person may have to confirm; empty where there is nothing to confirm. */
    default Optional<Tool<?, ?>> toConfirm() {
        return Optional.empty();
    }
}
