package io.qubinode.mcp.security.tool;

import java.util.List;

/** The output of a tool that has no output schema: content blocks and no structured content. */
public record ContentResult(List<ContentBlock> content) {

    public ContentResult {
        content = List.copyOf(content);
    }
}
