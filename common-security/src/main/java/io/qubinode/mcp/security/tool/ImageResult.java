package io.qubinode.mcp.security.tool;

/**
 * An output record with a picture in its component {@code image}. MCP carries it as image content, where a model sees it, and not in the
 * structured content; REST leaves it in the JSON.
 *
 * @see <a href="https://modelcontextprotocol.io/specification/2025-11-25/server/tools#image-content">MCP image content</a>
 */
public interface ImageResult {

    /** The name of the component in JSON. */
    String FIELD = "image";

    ContentBlock.Image image();
}
