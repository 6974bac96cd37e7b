package io.qubinode.mcp.assistant.document.ingestion;

import io.qubinode.mcp.assistant.document.Passage;
import io.qubinode.mcp.assistant.document.reading.DocumentFile;
import io.qubinode.mcp.assistant.document.reading.UnreadableDocument;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A store that searches what it keeps, and takes documents whose passages are embedded already. */
public interface PassageIndex extends PassageStore {

    /** A document with those embeddings that are known, because the same text was embedded before. */
    IndexedDocument withKnownVectors(DocumentFile file, String hash, List<Passage> passages) throws IOException;

    /**
     * Puts a document in place of what it was.
     *
     * @throws UnreadableDocument when the index refuses what this document holds and accepts others
     */
    void keep(IndexedDocument document) throws IOException, UnreadableDocument;

    /** A document as of the last commit; empty when there is none. */
    Optional<IndexedDocument> document(String key) throws IOException;

    /** How many passages of this document are not embedded yet, as of the last commit. */
    int toEmbed(String key) throws IOException;

    @Override
    default void replace(DocumentFile file, String hash, List<Passage> passages)
            throws IOException, UnreadableDocument {
        keep(withKnownVectors(file, hash, passages));
    }
}
