package io.qubinode.mcp.security.tool;

import io.qubinode.mcp.security.core.CallerId;
import io.qubinode.mcp.security.core.ToolException;
import java.util.Optional;

/** What a tool may know of the call that it serves, and say while it works. Safe to use from any thread. */
public interface CallContext {

    /** The id of the calling client, as in the audit trail; not unique. */
    String client();

    /** Who calls; the key of whatever is kept for a caller. */
    CallerId callerId();

    /** The id of the MCP session that the call belongs to; empty at doors without sessions. */
    default Optional<String> session() {
        return Optional.empty();
    }

    /** The language model that the client lends for this call; empty when it lends none. */
    default Optional<ClientModel> clientModel() {
        return Optional.empty();
    }

    /** Puts questions to the client; empty when its endpoint cannot. */
    default Optional<Questions> questions() {
        return Optional.empty();
    }

    /** The id of this call, as in the audit trail; unique. */
    String requestId();

    /**
     * Reports progress, where the door can carry it; otherwise does nothing.
     *
     * @param done how much is done, growing from call to call
     * @param total how much there is in all, in the same unit; 0 or less when unknown
     * @param message one short sentence
     * @see <a href="https://modelcontextprotocol.io/specification/2025-11-25/basic/utilities/progress">MCP progress</a>
     */
    void progress(double done, double total, String message);

    /**
     * Lets the call continue as a task where its client knows tasks: it is answered now that it continues, and asks for its end later. To be
     * called where work begins that takes more than a few seconds; that which takes long without saying so becomes a task too.
     *
     * @return whether the call is a task now
     */
    default boolean continueAsTask() {
        return false;
    }

    /** Whether the caller has given up on this call. */
    boolean cancelled();

    /**
     * Ends the call when the caller has given up on it. To be called between the steps of long work.
     *
     * @throws ToolException {@code cancelled}
     */
    default void checkCancelled() {
        if (cancelled()) {
            throw ToolException.cancelled();
        }
    }
}
