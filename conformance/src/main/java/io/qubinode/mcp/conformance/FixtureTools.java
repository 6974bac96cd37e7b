package io.qubinode.mcp.conformance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkiverse.mcp.server.runtime.ConnectionManager;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.tool.CallContext;
import io.qubinode.mcp.security.tool.ContentBlock;
import io.qubinode.mcp.security.tool.ContentBlock.Audio;
import io.qubinode.mcp.security.tool.ContentBlock.EmbeddedResource;
import io.qubinode.mcp.security.tool.ContentBlock.Image;
import io.qubinode.mcp.security.tool.ContentBlock.Text;
import io.qubinode.mcp.security.tool.ContentResult;
import io.qubinode.mcp.security.tool.Questions;
import io.qubinode.mcp.security.tool.Questions.Question;
import io.qubinode.mcp.security.tool.Tool;
import io.qubinode.mcp.security.tool.ToolFunction;
import io.qubinode.mcp.security.tool.ToolProvider;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The suite's tools, as {@code conformance list --requirements 2025-11-25} and its descriptions ask. */
@Singleton
final class FixtureTools implements ToolProvider {

    /** No arguments. */
    public record None() {}

    /** What the client's model is asked. */
    public record PromptInput(String prompt) {}

    /** What the client's user is asked. */
    public record MessageInput(String message) {}

    private static final Image PICTURE = new Image("image/png", Samples.PNG);

    private final ConnectionManager sessions;

    @Inject
    FixtureTools(ConnectionManager sessions) {
        this.sessions = sessions;
    }

    @Override
    public List<Tool<?, ?>> tools() {
        return List.of(
                plain("test_simple_text", new Text("This is a simple text response for testing.")),
                plain("test_image_content", PICTURE),
                plain("test_audio_content", new Audio("audio/wav", Samples.WAV)),
                plain(
                        "test_embedded_resource",
                        new EmbeddedResource(
                                "test://embedded-resource", "text/plain", "This is an embedded resource content.")),
                plain(
                        "test_multiple_content_types",
                        new Text("Multiple content types test:"),
                        PICTURE,
                        new EmbeddedResource(
                                "test://mixed-content-resource",
                                "application/json",
                                "{\"test\":\"data\",\"value\":123}")),
                tool("test_tool_with_logging", None.class, (input, call) -> logged(call)),
                tool("test_tool_with_progress", None.class, (input, call) -> progressed(call)),
                tool("test_error_handling", None.class, (input, call) -> {
                    throw new ToolException(
                            ErrorCode.WRONG_STATE, "This tool intentionally returns an error for testing", "");
                }),
                tool("test_sampling", PromptInput.class, FixtureTools::sampled),
                tool(
                        "test_elicitation",
                        MessageInput.class,
                        (input, call) -> elicited("User response: ", Forms.contact(input.message()), call)),
                tool(
                        "test_elicitation_sep1034_defaults",
                        None.class,
                        (input, call) -> elicited("Elicitation completed: ", Forms.defaults(), call)),
                tool(
                        "test_elicitation_sep1330_enums",
                        None.class,
                        (input, call) -> elicited("Elicitation completed: ", Forms.enums(), call)));
    }

    private static Tool<?, ?> plain(String name, ContentBlock... blocks) {
        return tool(name, None.class, (input, call) -> new ContentResult(List.of(blocks)));
    }

    private static <I extends Record> Tool<I, ContentResult> tool(
            String name, Class<I> input, ToolFunction<I, ContentResult> function) {
        return Tool.reads(name, "fixtures")
                .title(name)
                .description("A fixture of the conformance suite.")
                .does(input, ContentResult.class, function);
    }

    private static ContentResult text(String text) {
        return new ContentResult(List.of(new Text(text)));
    }

    private ContentResult logged(CallContext call) {
        for (String text : List.of("Tool execution started", "Tool processing data", "Tool execution completed")) {
            sessions.get(call.session().orElseThrow())
                    .send(new JsonObject()
                            .put("jsonrpc", "2.0")
                            .put("method", "notifications/message")
                            .put("params", new JsonObject().put("level", "info").put("data", text)));
            pause();
        }
        return text("Logged three times.");
    }

    private static ContentResult progressed(CallContext call) {
        for (int done = 0; done <= 100; done += 50) {
            call.progress(done, 100, "");
            pause();
        }
        return text("Done.");
    }

    private static ContentResult sampled(PromptInput input, CallContext call) {
        ObjectNode params = ToolJson.MAPPER.createObjectNode().put("maxTokens", 100);
        params.putArray("messages")
                .addObject()
                .put("role", "user")
                .putObject("content")
                .put("type", "text")
                .put("text", input.prompt());
        ObjectNode reply = Asking.ask(new Question("answer", Questions.SAMPLING, params), call);
        return text("LLM response: " + reply.path("content").path("text").asText());
    }

    private static ContentResult elicited(String start, ObjectNode form, CallContext call) {
        ObjectNode reply = Asking.ask(new Question("answer", Questions.ELICITATION, form), call);
        return text(start + "action=" + reply.path("action").asText() + ", content=" + reply.path("content"));
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
