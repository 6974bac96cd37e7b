package io.qubinode.mcp.endpoints.mcp.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkiverse.mcp.server.ClientCapability;
import io.quarkiverse.mcp.server.Implementation;
import io.quarkiverse.mcp.server.InitialRequest;
import io.quarkiverse.mcp.server.InitialRequest.Transport;
import io.quarkiverse.mcp.server.runtime.McpConnectionBase;
import io.quarkiverse.mcp.server.runtime.McpMessageHandler;
import io.qubinode.mcp.endpoints.mcp.McpMethods;
import io.qubinode.mcp.endpoints.mcp.ServerDescription;
import io.qubinode.mcp.security.catalogue.Overview;
import io.qubinode.mcp.security.core.Caller;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.operation.Target;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;

/**
 * Opens sessions.
 *
 * @see <a href="https://modelcontextprotocol.io/specification/2025-11-25/basic/lifecycle#initialization">Initialization in MCP</a>
 */
@Singleton
final class Handshake {

    private static final String WRONG = "The request is not an initialize request of MCP: ";

    private final ServerDescription server;

    @Inject
    Handshake(ServerDescription server) {
        this.server = server;
    }

    McpMethods.Request<ObjectNode> request(ObjectNode params, McpConnectionBase session) {
        return McpMethods.of("initialize", params, given -> target(given, session), result -> result);
    }

    private Target<ObjectNode> target(ObjectNode params, McpConnectionBase session) {
        InitialRequest request = initialRequest(params);
        return new Overview<>(operation -> () -> {
            if (!session.initialize(request)) {
                throw new ToolException(
                        ErrorCode.WRONG_STATE, "This session is open already.", "Open another without a session id.");
            }
            return result(request, operation.caller());
        });
    }

    private static InitialRequest initialRequest(ObjectNode params) {
        JsonNode client = params.path("clientInfo");
        JsonNode capabilities = params.path("capabilities");
        if (!capabilities.isMissingNode() && !capabilities.isObject()) {
            throw new ToolException(ErrorCode.INVALID_ARGUMENT, WRONG + "params.capabilities is not an object.", "");
        }
        List<ClientCapability> all = capabilities.properties().stream()
                .map(each -> new ClientCapability(each.getKey(), properties(each.getValue())))
                .toList();
        return new InitialRequest(
                new Implementation(
                        text(client, "name", "clientInfo.name"), text(client, "version", "clientInfo.version"), null),
                text(params, "protocolVersion", "protocolVersion"),
                all,
                // Both transports have the same methods.
                Transport.STREAMABLE_HTTP);
    }

    private static Map<String, Object> properties(JsonNode capability) {
        return capability.isObject() ? ToolJson.MAPPER.convertValue(capability, ToolJson.MAP) : Map.of();
    }

    private static String text(JsonNode object, String name, String path) {
        JsonNode value = object.path(name);
        if (!value.isTextual()) {
            throw new ToolException(ErrorCode.INVALID_ARGUMENT, WRONG + "params." + path + " is not a string.", "");
        }
        return value.textValue();
    }

    private ObjectNode result(InitialRequest request, Caller caller) {
        List<String> supported = McpMessageHandler.SUPPORTED_PROTOCOL_VERSIONS;
        ObjectNode result = ToolJson.MAPPER
                .createObjectNode()
                .put(
                        "protocolVersion",
                        supported.contains(request.protocolVersion())
                                ? request.protocolVersion()
                                : supported.getFirst());
        ObjectNode capabilities = server.capabilities(caller);
        capabilities.putObject("logging");
        result.set("capabilities", capabilities);
        result.set("serverInfo", server.identity());
        return result.put("instructions", server.instructions(caller));
    }
}
