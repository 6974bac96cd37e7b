package io.qubinode.mcp.security.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A tool with what is made from its declaration.
 *
 * @param tool the declaration
 * @param inputSchema JSON Schema 2020-12 of the arguments; not to be changed
 * @param outputSchema JSON Schema 2020-12 of the answer; not to be changed
 * @param inputOutline the input schema as a model reads it in every listing; not to be changed
 * @param outputOutline the output schema as a model reads it in every listing; not to be changed
 */
public record CatalogueEntry(
        Tool<?, ?> tool,
        ObjectNode inputSchema,
        ObjectNode outputSchema,
        ObjectNode inputOutline,
        ObjectNode outputOutline) {

    static CatalogueEntry of(Tool<?, ?> tool) {
        ObjectNode input = tool.givenSchema().orElseGet(() -> ToolSchemas.ofInput(tool.input()));
        ObjectNode output = ToolSchemas.ofOutput(tool.output());
        tool.places().ifPresent(places -> places.describe(input, output));
        return new CatalogueEntry(tool, input, output, SchemaOutline.ofInput(input), SchemaOutline.ofOutput(output));
    }

    /** Whether a client that knows one knows the other. */
    boolean readsLike(CatalogueEntry other) {
        return tool.title().equals(other.tool().title())
                && tool.description().equals(other.tool().description())
                && tool.hints().equals(other.tool().hints())
                && tool.group().equals(other.tool().group())
                && inputSchema.equals(other.inputSchema())
                && outputSchema.equals(other.outputSchema());
    }

    public String name() {
        return tool.name();
    }
}
