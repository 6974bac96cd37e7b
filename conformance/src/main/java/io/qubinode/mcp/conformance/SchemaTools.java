package io.qubinode.mcp.conformance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.tool.ContentBlock.Text;
import io.qubinode.mcp.security.tool.ContentResult;
import io.qubinode.mcp.security.tool.Tool;
import io.qubinode.mcp.security.tool.ToolProvider;
import jakarta.inject.Singleton;
import java.util.List;

/** The suite's tools whose schemas matter: keywords that clients must get, and an argument that a header says again. */
@Singleton
final class SchemaTools implements ToolProvider {

    private static final String KEYWORDS = """
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "type": "object",
              "$defs": {
                "address": {
                  "$anchor": "addressDef",
                  "type": "object",
                  "properties": {"street": {"type": "string"}, "city": {"type": "string"}}
                }
              },
              "properties": {
                "name": {"type": "string"},
                "address": {"$ref": "#/$defs/address"},
                "contactMethod": {"type": "string", "enum": ["phone", "email"]},
                "phone": {"type": "string"},
                "email": {"type": "string"}
              },
              "allOf": [{"anyOf": [{"required": ["phone"]}, {"required": ["email"]}]}],
              "if": {"properties": {"contactMethod": {"const": "phone"}}, "required": ["contactMethod"]},
              "then": {"required": ["phone"]},
              "else": {"required": ["email"]},
              "additionalProperties": false
            }
            """;
    private static final String HEADER = """
            {"type": "object", "properties": {"region": {"type": "string", "x-mcp-header": "Region"}}, "required": ["region"]}
            """;

    @Override
    public List<Tool<?, ?>> tools() {
        return List.of(tool("json_schema_2020_12_tool", KEYWORDS), tool("test_x_mcp_header", HEADER));
    }

    private static Tool<?, ?> tool(String name, String schema) {
        ObjectNode parsed = ToolJson.object(schema).orElseThrow();
        return Tool.reads(name, "fixtures")
                .title(name)
                .description("A fixture of the conformance suite.")
                .does(
                        parsed,
                        ContentResult.class,
                        (input, call) -> new ContentResult(
                                List.of(new Text(input.values().toString()))));
    }
}
