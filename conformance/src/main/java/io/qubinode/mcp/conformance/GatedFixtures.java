package io.qubinode.mcp.conformance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkiverse.mcp.server.TextContent;
import io.quarkiverse.mcp.server.ToolManager;
import io.quarkiverse.mcp.server.ToolManager.ToolArguments;
import io.quarkiverse.mcp.server.ToolResponse;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.qubinode.mcp.security.core.ToolError;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.door.Visit;
import io.qubinode.mcp.security.gate.Door;
import io.qubinode.mcp.security.gate.ProgressSink;
import io.qubinode.mcp.security.gate.ToolCall;
import io.qubinode.mcp.security.gate.ToolGate;
import io.qubinode.mcp.security.gate.ToolOutcome;
import io.qubinode.mcp.security.mcp.ClientQuestions;
import io.qubinode.mcp.security.tool.ToolCatalogue;
import io.vertx.core.json.JsonObject;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Puts the fixtures' answers, which our own tools never give (images, sound, requests to the client), behind the gate: a call
 * that the gate lets through is answered by {@link FixtureAnswers}, any other as the gate says.
 */
@Singleton
final class GatedFixtures {

    // After the MCP door has registered the catalogue.
    private static final int LATE = 10_000;

    private final ToolGate gate;
    private final ToolCatalogue catalogue;
    private final ToolManager manager;
    private final ClientQuestions questions;
    private final CurrentVertxRequest currentRequest;

    @Inject
    GatedFixtures(
            ToolGate gate,
            ToolCatalogue catalogue,
            ToolManager manager,
            ClientQuestions questions,
            CurrentVertxRequest currentRequest) {
        this.gate = gate;
        this.catalogue = catalogue;
        this.manager = manager;
        this.questions = questions;
        this.currentRequest = currentRequest;
    }

    void replace(@Observes @Priority(LATE) StartupEvent event) {
        for (var entry : catalogue.entries()) {
            manager.removeTool(entry.name());
            manager.newTool(entry.name())
                    .setDescription(entry.tool().description())
                    .setInputSchema(new JsonObject(entry.inputOutline().toString()))
                    .setHandler(arguments -> call(entry.name(), arguments), true)
                    .register();
        }
    }

    private ToolResponse call(String tool, ToolArguments arguments) {
        var request = currentRequest.getCurrent();
        ToolOutcome outcome = gate.call(new ToolCall(
                Door.MCP_HTTP,
                Visit.caller(request).orElseThrow(),
                tool,
                Optional.of(ToolJson.MAPPER.<ObjectNode>valueToTree(arguments.args())),
                UUID.randomUUID().toString(),
                Optional.of(arguments.connection().id()),
                Visit.remote(request),
                Optional.empty(),
                ProgressSink.NONE,
                () -> false));
        return switch (outcome) {
            case ToolOutcome.Answered answered ->
                FixtureAnswers.of(tool, arguments, questions.of(request, arguments.connection()));
            case ToolOutcome.Refused(ToolError error) -> refused(error);
            case ToolOutcome.Failed(ToolError error) -> refused(error);
            case ToolOutcome.NoSuchTool(ToolError error) -> refused(error);
        };
    }

    private static ToolResponse refused(ToolError error) {
        return new ToolResponse(true, List.of(new TextContent(error.text())));
    }
}
