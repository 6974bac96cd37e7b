package io.qubinode.mcp.security.gate;

import java.util.Locale;

/** The ways by which a call comes in. */
public enum Door {
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
