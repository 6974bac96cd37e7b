package io.qubinode.mcp.security.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * What is done around a tool's function, wherever it works. The place is the one that was chosen of {@link Targets}; it is empty where there is
 * only one, and for all of them together.
 */
public interface ToolSurroundings<I extends Record> {

    /** The arguments as the function is to have them. */
    I before(Optional<String> place, I input);

    /** Adds what an answer says of where it comes from. */
    void after(Optional<String> place, ObjectNode answer);
}
