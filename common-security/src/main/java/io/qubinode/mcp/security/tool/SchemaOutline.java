package io.qubinode.mcp.security.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What of a schema goes into the MCP listing, which fills the context window of every conversation. The whole schema stands in
 * the REST listing; the pipeline checks against it, and what it refuses it explains.
 */
final class SchemaOutline {

    private SchemaOutline() {}

    /** Names, types, words, defaults and bounds; no regular expressions, because a model does not obey them anyway. */
    static ObjectNode ofInput(ObjectNode schema) {
        ObjectNode outline = schema.deepCopy();
        outline.findParents("pattern").forEach(parent -> {
            if (parent.path("pattern").isTextual()) {
                ((ObjectNode) parent).remove("pattern");
            }
        });
        return outline;
    }

    /** The names and types of the first level. The answer itself, which the model reads, shows the rest. */
    static ObjectNode ofOutput(ObjectNode schema) {
        ObjectNode outline = schema.deepCopy();
        outline.remove("required");
        outline.path("properties").forEach(SchemaOutline::keepType);
        return outline;
    }

    private static void keepType(JsonNode property) {
        ((ObjectNode) property).retain("type");
    }
}
