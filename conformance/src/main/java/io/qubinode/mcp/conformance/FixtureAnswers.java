package io.qubinode.mcp.conformance;

import io.quarkiverse.mcp.server.AudioContent;
import io.quarkiverse.mcp.server.EmbeddedResource;
import io.quarkiverse.mcp.server.ImageContent;
import io.quarkiverse.mcp.server.McpLog;
import io.quarkiverse.mcp.server.TextContent;
import io.quarkiverse.mcp.server.TextResourceContents;
import io.quarkiverse.mcp.server.ToolManager.ToolArguments;
import io.quarkiverse.mcp.server.ToolResponse;
import io.qubinode.mcp.security.mcp.ClientQuestions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What the fixtures answer, as {@code conformance list --requirements 2025-11-25} and its descriptions ask. */
final class FixtureAnswers {

    static final List<String> WITHOUT_ARGUMENTS = List.of(
            "test_simple_text",
            "test_image_content",
            "test_audio_content",
            "test_embedded_resource",
            "test_multiple_content_types",
            "test_tool_with_logging",
            "test_tool_with_progress",
            "test_error_handling",
            "test_elicitation_sep1034_defaults",
            "test_elicitation_sep1330_enums");

    private FixtureAnswers() {}

    static ToolResponse of(String tool, ToolArguments arguments, ClientQuestions.Asker client) {
        return switch (tool) {
            case "test_simple_text" -> text("This is a simple text response for testing.");
            case "test_image_content" -> ToolResponse.success(new ImageContent(Samples.PNG, "image/png"));
            case "test_audio_content" -> ToolResponse.success(new AudioContent(Samples.WAV, "audio/wav"));
            case "test_embedded_resource" ->
                ToolResponse.success(
                        resource("test://embedded-resource", "text/plain", "This is an embedded resource content."));
            case "test_multiple_content_types" ->
                ToolResponse.success(List.of(
                        new TextContent("Multiple content types test:"),
                        new ImageContent(Samples.PNG, "image/png"),
                        resource(
                                "test://mixed-content-resource",
                                "application/json",
                                "{\"test\":\"data\",\"value\":123}")));
            case "test_tool_with_logging" -> logged(arguments.log());
            case "test_tool_with_progress" -> progressed(arguments);
            case "test_error_handling" -> ToolResponse.error("This tool intentionally returns an error for testing");
            case "test_sampling" -> sampled(arguments, client);
            default -> FixtureElicitations.of(tool, arguments, client);
        };
    }

    private static ToolResponse text(String text) {
        return ToolResponse.success(text);
    }

    private static EmbeddedResource resource(String uri, String mimeType, String text) {
        return new EmbeddedResource(new TextResourceContents(uri, text, mimeType));
    }

    private static ToolResponse logged(McpLog log) {
        log.info("Tool execution started");
        pause();
        log.info("Tool processing data");
        pause();
        log.info("Tool execution completed");
        return text("Logged three times.");
    }

    private static ToolResponse progressed(ToolArguments arguments) {
        for (int done = 0; done <= 100; done += 50) {
            if (arguments.progress().token().isPresent()) {
                arguments
                        .progress()
                        .notificationBuilder()
                        .setProgress(done)
                        .setTotal(100)
                        .build()
                        .sendAndForget();
            }
            pause();
        }
        return text("Done.");
    }

    private static ToolResponse sampled(ToolArguments arguments, ClientQuestions.Asker client) {
        if (!arguments.sampling().isSupported()) {
            return ToolResponse.error("The client has no model to ask.");
        }
        var content = new JsonObject()
                .put("type", "text")
                .put("text", arguments.args().get("prompt").toString());
        var question = new JsonObject()
                .put(
                        "messages",
                        new JsonArray().add(new JsonObject().put("role", "user").put("content", content)))
                .put("maxTokens", 100);
        JsonObject answer = client.ask("sampling/createMessage", question).join();
        return text("LLM response: " + answer.getJsonObject("content").getString("text"));
    }

    /** The suite asks for it between messages. */
    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
