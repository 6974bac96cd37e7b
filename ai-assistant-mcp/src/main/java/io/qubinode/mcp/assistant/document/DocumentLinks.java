package io.qubinode.mcp.assistant.document;

import java.util.Optional;

/** Knows where documents can be seen on the web. Thread-safe. */
@FunctionalInterface
public interface DocumentLinks {

    /** None of any document. */
    DocumentLinks NONE = (key, source) -> Optional.empty();

    /**
     * Where a document can be seen.
     *
     * @param key what the index keeps it under
     * @param source its path in its folder
     */
    Optional<PageLink> of(String key, String source);
}
