package io.qubinode.mcp.security.permission;

import io.qubinode.mcp.security.tool.Tool;

/** Of which tools configuration wants a person to confirm what they take away. */
@FunctionalInterface
public interface ConfirmationRule {

    /** Whether a call of this tool is to be confirmed, where the tool is destructive. */
    boolean wants(Tool<?, ?> tool);
}
