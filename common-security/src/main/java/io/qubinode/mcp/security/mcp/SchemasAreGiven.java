package io.qubinode.mcp.security.mcp;

import io.quarkiverse.mcp.server.GlobalInputSchemaGenerator;
import io.quarkiverse.mcp.server.GlobalOutputSchemaGenerator;
import io.quarkiverse.mcp.server.ToolManager.ToolInfo;
import jakarta.inject.Singleton;

/**
 * In the place of the MCP library's generator of schemas, which it would make at every start: {@link McpDoor} gives each tool's schemas
 * with the tool, so that none is ever asked for.
 */
@Singleton
final class SchemasAreGiven implements GlobalInputSchemaGenerator, GlobalOutputSchemaGenerator {

    /** Not to be called. */
    @Override
    public InputSchema generate(ToolInfo tool) {
        throw new IllegalStateException(tool.name() + " was registered without its schema");
    }

    /** Not to be called. */
    @Override
    public Object generate(Class<?> answer) {
        throw new IllegalStateException(answer + " was registered without its schema");
    }
}
