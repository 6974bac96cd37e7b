package io.qubinode.mcp.assistant.document;

import java.net.URI;
import java.net.URISyntaxException;

/** The names of documents: {@code docs://guides/storage.md}. */
public final class DocumentUri {

    private static final String SCHEME = "docs://";

    private DocumentUri() {}

    /** The name of the document with this path in its folder. */
    public static String of(String source) {
        try {
            return SCHEME + new URI(null, null, source, null).getRawPath();
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
