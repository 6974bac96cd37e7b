package io.qubinode.mcp.assistant.document;

import static java.util.Objects.requireNonNull;

/**
 * A document that cannot be read.
 *
 * @param source its path in its folder
 * @param reason why, in a few words
 */
public record UnreadDocument(String source, String reason) {

    public UnreadDocument {
        requireNonNull(source);
        requireNonNull(reason);
    }
}
