package io.qubinode.mcp.assistant.document.ingestion;

import io.qubinode.mcp.assistant.document.EmbeddingUnavailable;
import io.qubinode.mcp.assistant.document.Passage;
import io.qubinode.mcp.assistant.document.reading.DocumentFile;
import java.io.IOException;
import java.util.List;

/** A store that searches what it keeps, and takes documents whose meaning is known already. */
public interface PassageIndex extends PassageStore {

    /**
     * Finds out what a document's passages mean. Takes most of the time of reading.
     *
     * @throws EmbeddingUnavailable when that cannot be found out now
     */
    IndexedDocument understood(DocumentFile file, String hash, List<Passage> passages) throws EmbeddingUnavailable;

    /** Puts a document in place of what it was. */
    void keep(IndexedDocument document) throws IOException;

    @Override
    default void replace(DocumentFile file, String hash, List<Passage> passages) throws IOException {
        keep(understood(file, hash, passages));
    }
}
