package io.qubinode.mcp.conformance;

import io.qubinode.mcp.security.prompt.Prompt;
import io.qubinode.mcp.security.prompt.Prompt.Argument;
import io.qubinode.mcp.security.prompt.PromptProvider;
import io.qubinode.mcp.security.tool.ContentBlock.EmbeddedResource;
import io.qubinode.mcp.security.tool.ContentBlock.Image;
import io.qubinode.mcp.security.tool.ContentBlock.Text;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;

/** The suite's prompts. */
@Singleton
final class FixturePrompts implements PromptProvider {

    @Override
    public List<Prompt> prompts() {
        return List.of(
                Prompt.ofText(
                        "test_simple_prompt",
                        "Simple",
                        "A simple prompt.",
                        List.of(),
                        Set.of(),
                        given -> "This is a simple prompt for testing."),
                Prompt.ofText(
                        "test_prompt_with_arguments",
                        "With arguments",
                        "A prompt with arguments.",
                        List.of(
                                new Argument("arg1", "A city", true, () -> List.of("paris", "park", "party")),
                                new Argument("arg2", "Anything", true)),
                        Set.of(),
                        given -> "Prompt with arguments: arg1='" + given.get("arg1") + "', arg2='" + given.get("arg2")
                                + "'"),
                new Prompt(
                        "test_prompt_with_embedded_resource",
                        "With a resource",
                        "A prompt with a resource.",
                        List.of(new Argument("resourceUri", "Its URI", true)),
                        Set.of(),
                        (given, call) -> List.of(
                                new EmbeddedResource(
                                        given.get("resourceUri"),
                                        "text/plain",
                                        "Embedded resource content for testing."),
                                new Text("Please process the embedded resource above."))),
                new Prompt(
                        "test_prompt_with_image",
                        "With an image",
                        "A prompt with an image.",
                        List.of(),
                        Set.of(),
                        (given, call) -> List.of(
                                new Image("image/png", Samples.PNG), new Text("Please analyze the image above."))),
                new Prompt(
                        "test_input_required_result_prompt",
                        "With a question",
                        "A prompt that asks its user.",
                        List.of(),
                        Set.of(),
                        (given, call) -> List.of(new Text("Context: "
                                + Asking.ask(
                                                Asking.text(
                                                        "user_context",
                                                        "What context should the prompt use?",
                                                        "context"),
                                                call)
                                        .path("content")
                                        .path("context")
                                        .asText()))));
    }
}
