package io.qubinode.mcp.security.tool;

import io.qubinode.mcp.security.core.ToolException;
import java.time.Duration;

/**
 * The person who uses the calling client.
 *
 * @see <a href="https://modelcontextprotocol.io/specification/2025-11-25/client/elicitation">MCP elicitation</a>
 */
public interface ClientUser {

    /** What the person says. */
    enum Answer {
        YES,
        NO,
        NONE_IN_TIME
    }

    /**
     * Asks for a yes or no and waits. Only to be called on a thread that may block.
     *
     * @param question one that can be understood without knowing what went before
     * @param patience how long at most
     * @param call the call that it is asked for; when its caller gives up, so does the wait
     * @throws ToolException {@code cancelled}
     */
    Answer ask(String question, Duration patience, CallContext call);
}
