package io.qubinode.mcp.security.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A tool with what is made from its declaration.
 *
 * @param tool the declaration
 * @param inputSchema JSON Schema 2020-12 of the arguments; not to be changed
 * @param outputSchema JSON Schema 2020-12 of the answer; not to be changed
 */
public record CatalogueEntry(Tool<?, ?> tool, ObjectNode inputSchema, ObjectNode outputSchema) {

    static CatalogueEntry of(Tool<?, ?> tool) {
        return new CatalogueEntry(tool, ToolSchemas.ofInput(tool.input()), ToolSchemas.ofOutput(tool.output()));
    }

    public String name() {
        return tool.name();
    }
}
