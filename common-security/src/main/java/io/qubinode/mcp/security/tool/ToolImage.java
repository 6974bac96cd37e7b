package io.qubinode.mcp.security.tool;

import static java.util.Objects.requireNonNull;

/**
 * A picture in an answer; JSON carries its data in base64.
 *
 * @param mimeType such as {@code image/png}
 * @param data the file; not to be changed
 */
public record ToolImage(String mimeType, byte[] data) {

    public ToolImage {
        requireNonNull(mimeType);
        requireNonNull(data);
    }
}
