package io.qubinode.mcp.conformance;

import io.quarkiverse.mcp.server.BlobResourceContents;
import io.quarkiverse.mcp.server.CompletePrompt;
import io.quarkiverse.mcp.server.EmbeddedResource;
import io.quarkiverse.mcp.server.ImageContent;
import io.quarkiverse.mcp.server.Prompt;
import io.quarkiverse.mcp.server.PromptArg;
import io.quarkiverse.mcp.server.PromptMessage;
import io.quarkiverse.mcp.server.PromptResponse;
import io.quarkiverse.mcp.server.Resource;
import io.quarkiverse.mcp.server.ResourceTemplate;
import io.quarkiverse.mcp.server.ResourceTemplateArg;
import io.quarkiverse.mcp.server.TextResourceContents;
import java.util.List;
import java.util.stream.Stream;

/** The suite's resources and prompts. */
final class FixtureTexts {

    @Resource(uri = "test://static-text", name = "Static text", mimeType = "text/plain")
    TextResourceContents staticText() {
        return new TextResourceContents(
                "test://static-text", "This is the content of the static text resource.", "text/plain");
    }

    @Resource(uri = "test://static-binary", name = "Static binary", mimeType = "image/png")
    BlobResourceContents staticBinary() {
        return new BlobResourceContents("test://static-binary", Samples.PNG, "image/png");
    }

    @Resource(uri = "test://watched-resource", name = "Watched", mimeType = "text/plain")
    TextResourceContents watched() {
        return new TextResourceContents("test://watched-resource", "This resource can be subscribed to.", "text/plain");
    }

    @ResourceTemplate(uriTemplate = "test://template/{id}/data", name = "By id", mimeType = "application/json")
    TextResourceContents byId(@ResourceTemplateArg(name = "id") String id) {
        return new TextResourceContents(
                "test://template/" + id + "/data",
                "{\"id\":\"" + id + "\",\"templateTest\":true,\"data\":\"Data for ID: " + id + "\"}",
                "application/json");
    }

    @Prompt(name = "test_simple_prompt", description = "A simple prompt.")
    PromptMessage simple() {
        return PromptMessage.withUserRole("This is a simple prompt for testing.");
    }

    @Prompt(name = "test_prompt_with_arguments", description = "A prompt with arguments.")
    PromptMessage withArguments(@PromptArg String arg1, @PromptArg String arg2) {
        return PromptMessage.withUserRole("Prompt with arguments: arg1='" + arg1 + "', arg2='" + arg2 + "'");
    }

    @CompletePrompt("test_prompt_with_arguments")
    List<String> complete(String arg1) {
        return Stream.of("paris", "park", "party")
                .filter(value -> value.startsWith(arg1))
                .toList();
    }

    @Prompt(name = "test_prompt_with_embedded_resource", description = "A prompt with a resource.")
    PromptResponse withResource(@PromptArg String resourceUri) {
        var resource = new TextResourceContents(resourceUri, "Embedded resource content for testing.", "text/plain");
        return PromptResponse.withMessages(
                PromptMessage.withUserRole(new EmbeddedResource(resource)),
                PromptMessage.withUserRole("Please process the embedded resource above."));
    }

    @Prompt(name = "test_prompt_with_image", description = "A prompt with an image.")
    PromptResponse withImage() {
        return PromptResponse.withMessages(
                PromptMessage.withUserRole(new ImageContent(Samples.PNG, "image/png")),
                PromptMessage.withUserRole("Please analyze the image above."));
    }
}
