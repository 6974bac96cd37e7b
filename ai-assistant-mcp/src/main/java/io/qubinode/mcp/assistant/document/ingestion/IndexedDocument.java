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
 * @param vectors the embedding of each; empty arrays for passages that are not embedded yet
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

    /** Whether all of its passages are embedded. */
    public boolean isEmbedded() {
        return vectors.stream().noneMatch(vector -> vector.length == 0);
    }

    /** The same, found by words only. */
    IndexedDocument withoutVectors() {
        return new IndexedDocument(
                key,
                hash,
                passages,
                passages.stream().map(passage -> new float[0]).toList());
    }

    /** The same under another hash. */
    IndexedDocument withHash(String other) {
        return new IndexedDocument(key, other, passages, vectors);
    }
}
