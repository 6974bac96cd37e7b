package io.qubinode.mcp.security.mcp;

import io.quarkiverse.mcp.server.InitialRequest.Transport;
import io.quarkiverse.mcp.server.McpConnection;
import io.qubinode.mcp.security.gate.Door;

/** Facts about the MCP library's messages. */
final class McpMessages {

    private McpMessages() {}

    static Door door(McpConnection connection) {
        var initial = connection.initialRequest();
        return initial != null && initial.transport() == Transport.SSE ? Door.MCP_SSE : Door.MCP_HTTP;
    }
}
