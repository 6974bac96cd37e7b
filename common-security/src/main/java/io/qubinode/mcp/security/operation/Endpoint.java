package io.qubinode.mcp.security.operation;

import java.util.Locale;

/** The ways by which an operation comes in. */
public enum Endpoint {
    /** MCP Streamable HTTP. */
    MCP_HTTP,
    /** MCP HTTP+SSE, protocol revision 2024-11-05. */
    MCP_SSE,
    REST;

    /** The name in audit records. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
