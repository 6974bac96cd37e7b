package io.qubinode.mcp.security.tool;

import static java.util.Objects.requireNonNull;

/**
 * A part of an answer or a prompt. Data is not to be changed.
 *
 * @see <a href="https://modelcontextprotocol.io/specification/2025-11-25/server/tools#tool-result">Tool results in MCP</a>
 */
public sealed interface ContentBlock {

    record Text(String text) implements ContentBlock {
        public Text {
            requireNonNull(text);
        }
    }

    /**
     * A picture; JSON carries its data in base64.
     *
     * @param mimeType such as {@code image/png}
     */
    record Image(String mimeType, byte[] data) implements ContentBlock {
        public Image {
            requireNonNull(mimeType);
            requireNonNull(data);
        }
    }

    /**
     * A sound; JSON carries its data in base64.
     *
     * @param mimeType such as {@code audio/wav}
     */
    record Audio(String mimeType, byte[] data) implements ContentBlock {
        public Audio {
            requireNonNull(mimeType);
            requireNonNull(data);
        }
    }

    /** A text that also a resource has. */
    record EmbeddedResource(String uri, String mimeType, String text) implements ContentBlock {
        public EmbeddedResource {
            requireNonNull(uri);
            requireNonNull(mimeType);
            requireNonNull(text);
        }
    }
}
