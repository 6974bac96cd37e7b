package io.qubinode.mcp.security.tool;

import io.qubinode.mcp.security.core.ToolException;

/**
 * What a tool does. Called by the pipeline only, on a virtual thread; it may block.
 *
 * @param <I> the input record
 * @param <O> the output record
 */
@FunctionalInterface
public interface ToolFunction<I, O> {

    /**
     * Carries the call out.
     *
     * @param input the arguments, checked against their bounds
     * @param call who calls, where progress goes, whether the caller has given up
     * @return the answer, never null
     * @throws ToolException with the error to show to the caller
     */
    O apply(I input, CallContext call);
}
