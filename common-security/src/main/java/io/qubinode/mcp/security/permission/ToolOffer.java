package io.qubinode.mcp.security.permission;

import io.qubinode.mcp.security.tool.Tool;

/** What configuration offers of a service's tools at all, no matter who calls. */
@FunctionalInterface
public interface ToolOffer {

    boolean offers(Tool<?, ?> tool);
}
