package io.qubinode.mcp.security.gate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.core.ToolError;
import io.qubinode.mcp.security.tool.ToolImage;
import java.util.Optional;

/** What the gate says of a call. */
public sealed interface ToolOutcome {

    /** Why there is no answer; empty when there is one. */
    default Optional<ToolError> problem() {
        return switch (this) {
            case Answered answered -> Optional.empty();
            case Refused refused -> Optional.of(refused.error());
            case Failed failed -> Optional.of(failed.error());
            case NoSuchTool missing -> Optional.of(missing.error());
        };
    }

    /**
     * The tool answered.
     *
     * @param content the answer as the output schema says
     * @param image the picture that is part of it
     */
    record Answered(ObjectNode content, Optional<ToolImage> image) implements ToolOutcome {}

    /** The call never reached its tool. */
    record Refused(ToolError error) implements ToolOutcome {}

    /** The tool ran and ended in an error. */
    record Failed(ToolError error) implements ToolOutcome {}

    /** There is no such tool for this caller, whether or not there is one for another. */
    record NoSuchTool(ToolError error) implements ToolOutcome {}
}
