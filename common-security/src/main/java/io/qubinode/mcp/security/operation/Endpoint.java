package io.qubinode.mcp.security.operation;

import java.util.Locale;

public enum Endpoint {
    MCP_HTTP,
    /** MCP HTTP+SSE, protocol revision 2024-11-05. */
    MCP_SSE,
    REST;

    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
