package io.qubinode.mcp.endpoints.mcp;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.qubinode.mcp.security.catalogue.Completions;
import io.qubinode.mcp.security.catalogue.Page;
import io.qubinode.mcp.security.catalogue.ToolAnswer;
import io.qubinode.mcp.security.core.ToolError;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.prompt.Prompt;
import io.qubinode.mcp.security.resource.ListedResource;
import io.qubinode.mcp.security.resource.ResourceTemplate;
import io.qubinode.mcp.security.resource.ResourceText;
import io.qubinode.mcp.security.tool.CatalogueEntry;
import io.qubinode.mcp.security.tool.ContentBlock;
import io.qubinode.mcp.security.tool.ContentResult;
import io.qubinode.mcp.security.tool.ImageResult;
import io.qubinode.mcp.security.tool.ToolHints;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;

/**
 * Answers in the JSON of MCP.
 *
 * @see <a href="https://modelcontextprotocol.io/specification/2025-11-25/schema">MCP's schema</a>
 */
final class McpJson {

    private McpJson() {}

    private static ObjectNode object() {
        return ToolJson.MAPPER.createObjectNode();
    }

    static <T> ObjectNode page(String name, Page<T> page, Function<T, ObjectNode> item) {
        ObjectNode result = object();
        ArrayNode items = result.putArray(name);
        page.items().forEach(each -> items.add(item.apply(each)));
        page.next().ifPresent(cursor -> result.put("nextCursor", cursor));
        return result;
    }

    static ObjectNode tool(CatalogueEntry entry) {
        ObjectNode json = object().put("name", entry.name())
                .put("description", entry.tool().description())
                .put("title", entry.tool().title());
        ToolHints hints = entry.tool().hints();
        json.putObject("annotations")
                .put("destructiveHint", hints.destructive())
                .put("idempotentHint", hints.idempotent())
                .put("openWorldHint", hints.openWorld())
                .put("readOnlyHint", hints.readOnly());
        json.set("inputSchema", entry.inputOutline());
        if (entry.tool().output() != ContentResult.class) {
            json.set("outputSchema", entry.outputOutline());
        }
        return json;
    }

    /**
     * The answer of a tool.
     *
     * @param jsonAsText whether the text is the JSON, for clients that know no structured content
     */
    static ObjectNode answer(ToolAnswer answer, boolean jsonAsText) {
        ObjectNode result = object().put("isError", false);
        ArrayNode content = result.putArray("content");
        answer.structured().ifPresent(structured -> {
            if (!answer.blocks().isEmpty()) {
                // The picture is a block of its own.
                structured.remove(ImageResult.FIELD);
            }
            String json = ToolJson.text(structured);
            content.add(block(new ContentBlock.Text(jsonAsText ? json : AnswerText.of(structured, json))));
            result.putRawValue("structuredContent", new RawValue(json));
        });
        answer.note().ifPresent(note -> content.add(block(new ContentBlock.Text(note))));
        answer.blocks().forEach(block -> content.add(block(block)));
        return result;
    }

    static ObjectNode failed(ToolError error) {
        ObjectNode result = object().put("isError", true);
        result.putArray("content").add(block(new ContentBlock.Text(error.text())));
        result.putObject("_meta").put("code", error.code().key());
        return result;
    }

    private static ObjectNode block(ContentBlock block) {
        return switch (block) {
            case ContentBlock.Text(String text) -> object().put("type", "text").put("text", text);
            case ContentBlock.Image(String mimeType, byte[] data) -> data("image", mimeType, data);
            case ContentBlock.Audio(String mimeType, byte[] data) -> data("audio", mimeType, data);
            case ContentBlock.EmbeddedResource(String uri, String mimeType, String text) -> {
                ObjectNode json = object().put("type", "resource");
                json.set("resource", contents(new ResourceText(uri, mimeType, text)));
                yield json;
            }
        };
    }

    private static ObjectNode data(String type, String mimeType, byte[] data) {
        return object().put("type", type)
                .put("data", Base64.getEncoder().encodeToString(data))
                .put("mimeType", mimeType);
    }

    static ObjectNode prompt(Prompt prompt) {
        ObjectNode json = object().put("name", prompt.name())
                .put("description", prompt.description())
                .put("title", prompt.title());
        ArrayNode arguments = json.putArray("arguments");
        prompt.arguments().forEach(argument -> arguments
                .addObject()
                .put("name", argument.name())
                .put("description", argument.description())
                .put("required", argument.required()));
        return json;
    }

    static ObjectNode messages(List<ContentBlock> blocks) {
        ObjectNode result = object();
        ArrayNode messages = result.putArray("messages");
        blocks.forEach(block -> messages.addObject().put("role", "user").set("content", block(block)));
        return result;
    }

    static ObjectNode resource(ListedResource resource) {
        return object().put("uri", resource.uri()).put("name", resource.name()).put("mimeType", resource.mimeType());
    }

    static ObjectNode template(ResourceTemplate template) {
        return object().put("name", template.name())
                .put("title", template.title())
                .put("description", template.description())
                .put("uriTemplate", template.uriTemplate());
    }

    static ObjectNode read(ResourceText text) {
        ObjectNode result = object();
        result.putArray("contents").add(contents(text));
        return result;
    }

    private static ObjectNode contents(ResourceText text) {
        return object().put("uri", text.uri())
                .put(text.isData() ? "blob" : "text", text.text())
                .put("mimeType", text.mimeType());
    }

    static ObjectNode completions(Completions completions) {
        ObjectNode result = object();
        ObjectNode completion = result.putObject("completion");
        completions.values().forEach(completion.putArray("values")::add);
        completion
                .put("total", completions.total())
                .put("hasMore", completions.total() > completions.values().size());
        return result;
    }
}
