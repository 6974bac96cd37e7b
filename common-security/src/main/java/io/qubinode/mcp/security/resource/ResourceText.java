package io.qubinode.mcp.security.resource;

import static java.util.Objects.requireNonNull;

/**
 * A text that was read.
 *
 * @param uri as it was asked for
 * @param mimeType what the text is written in
 * @param text the text itself
 */
public record ResourceText(String uri, String mimeType, String text) {

    public ResourceText {
        requireNonNull(uri);
        requireNonNull(mimeType);
        requireNonNull(text);
    }
}
