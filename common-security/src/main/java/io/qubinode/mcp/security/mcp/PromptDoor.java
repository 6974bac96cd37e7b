package io.qubinode.mcp.security.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkiverse.mcp.server.JsonRpcErrorCodes;
import io.quarkiverse.mcp.server.McpException;
import io.quarkiverse.mcp.server.PromptManager;
import io.quarkiverse.mcp.server.PromptManager.PromptArguments;
import io.quarkiverse.mcp.server.PromptMessage;
import io.quarkiverse.mcp.server.PromptResponse;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolError;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.door.RequestRecords;
import io.qubinode.mcp.security.door.Visit;
import io.qubinode.mcp.security.gate.ProgressSink;
import io.qubinode.mcp.security.gate.PromptGate;
import io.qubinode.mcp.security.gate.PromptOutcome;
import io.qubinode.mcp.security.gate.ToolCall;
import io.qubinode.mcp.security.prompt.Prompt;
import io.qubinode.mcp.security.prompt.PromptCatalogue;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Registers prompts with the MCP library; each one's handler is the gate. */
@Singleton
final class PromptDoor {

    private final PromptGate gate;
    private final PromptCatalogue catalogue;
    private final PromptManager manager;
    private final CurrentVertxRequest currentRequest;

    @Inject
    PromptDoor(PromptGate gate, PromptCatalogue catalogue, PromptManager manager, CurrentVertxRequest currentRequest) {
        this.gate = gate;
        this.catalogue = catalogue;
        this.manager = manager;
        this.currentRequest = currentRequest;
    }

    void register(@Observes StartupEvent event) {
        for (Prompt prompt : catalogue.all()) {
            var definition =
                    manager.newPrompt(prompt.name()).setTitle(prompt.title()).setDescription(prompt.description());
            for (Prompt.Argument argument : prompt.arguments()) {
                definition.addArgument(argument.name(), argument.description(), argument.required());
            }
            definition
                    .setHandler(arguments -> get(prompt.name(), arguments), true)
                    .register();
        }
    }

    private PromptResponse get(String prompt, PromptArguments arguments) {
        var request = currentRequest.getCurrent();
        RequestRecords.leaveToTheGate(request);
        Map<String, String> given = arguments.args();
        ObjectNode recorded = ToolJson.MAPPER.createObjectNode().put("name", prompt);
        recorded.set("arguments", ToolJson.MAPPER.valueToTree(given));
        PromptOutcome outcome = gate.get(
                new ToolCall(
                        McpMessages.door(arguments.connection()),
                        Visit.caller(request).orElseThrow(),
                        PromptGate.METHOD,
                        Optional.of(recorded),
                        UUID.randomUUID().toString(),
                        Optional.of(arguments.connection().id()),
                        Visit.remote(request),
                        Optional.empty(),
                        ProgressSink.NONE,
                        () -> arguments.cancellation().check().isRequested()),
                prompt,
                given);
        return switch (outcome) {
            case PromptOutcome.Given(String text) -> PromptResponse.withMessages(PromptMessage.withUserRole(text));
            case PromptOutcome.Refused(ToolError error) -> throw refusal(error);
        };
    }

    /** What a caller is not offered, the library would call by the same words if it did not exist. */
    private static McpException refusal(ToolError error) {
        return switch (error.code()) {
            case ErrorCode.NOT_FOUND -> new McpException(error.message(), JsonRpcErrorCodes.INVALID_PARAMS);
            case ErrorCode.INVALID_ARGUMENT -> new McpException(error.text(), JsonRpcErrorCodes.INVALID_PARAMS);
            default -> new McpException(error.text(), JsonRpcErrorCodes.INTERNAL_ERROR);
        };
    }
}
