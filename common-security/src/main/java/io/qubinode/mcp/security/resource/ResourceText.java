package io.qubinode.mcp.security.resource;

import static java.util.Objects.requireNonNull;

import io.qubinode.mcp.security.secret.ForeignText;

/**
 * A text that was read.
 *
 * @param uri as it was asked for
 * @param mimeType what the text is written in
 * @param text the text itself; base64 of data
 * @param isData whether it is not text
 */
public record ResourceText(String uri, String mimeType, String text, boolean isData) {

    public ResourceText(String uri, String mimeType, String text) {
        this(uri, mimeType, text, false);
    }

    public ResourceText {
        requireNonNull(uri);
        requireNonNull(mimeType);
        requireNonNull(text);
    }

    /** The same, with everything in its text visible; data stay as they are. */
    public ResourceText shown() {
        return isData ? this : new ResourceText(uri, mimeType, ForeignText.visible(text), isData);
    }
}
