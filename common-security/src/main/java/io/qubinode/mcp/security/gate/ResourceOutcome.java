package io.qubinode.mcp.security.gate;

import io.qubinode.mcp.security.core.ToolError;
import io.qubinode.mcp.security.resource.ResourceText;

/** What the gate says of the reading of a resource. */
public sealed interface ResourceOutcome {

    /** It was read. */
    record Read(ResourceText text) implements ResourceOutcome {}

    /** It was not. */
    record Refused(ToolError error) implements ResourceOutcome {}
}
