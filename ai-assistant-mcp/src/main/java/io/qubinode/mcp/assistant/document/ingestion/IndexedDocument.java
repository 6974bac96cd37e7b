package io.qubinode.mcp.assistant.document.ingestion;

import static java.util.Objects.requireNonNull;

import io.qubinode.mcp.assistant.document.Passage;
import java.util.List;

/**
 * A document as a store keeps it.
 *
 * @param key unique over all folders
 * @param hash of its content
 * @param passages in the document's order
 * @param vectors what they mean, one for each
 */
public record IndexedDocument(String key, String hash, List<Passage> passages, List<float[]> vectors) {

    public IndexedDocument {
        requireNonNull(key);
        requireNonNull(hash);
        passages = List.copyOf(passages);
        vectors = List.copyOf(vectors);
        if (passages.size() != vectors.size()) {
            throw new IllegalArgumentException(passages.size() + " passages, " + vectors.size() + " vectors");
        }
    }
}
