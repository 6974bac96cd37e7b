package io.qubinode.mcp.security.gate;

import io.qubinode.mcp.security.core.ToolError;

/** How asking for a prompt ended. */
public sealed interface PromptOutcome {

    /** The text, as the person's message to the model. */
    record Given(String text) implements PromptOutcome {}

    /** Not given. */
    record Refused(ToolError error) implements PromptOutcome {}
}
