package io.qubinode.mcp.assistant.document.ingestion;

import io.qubinode.mcp.assistant.document.reading.UnreadableDocument;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps documents for several replicas. For one thread. What was put or removed shows to others with {@link #commit}, at once or
 * not at all; after an {@link IOException} it is as at the last commit, and the next call connects again.
 */
public interface SharedStore {

    /** A number that every commit changes. */
    long version() throws IOException;

    /** The content hash of every document by its key. */
    Map<String, String> hashes() throws IOException;

    /** A document; empty when it is gone by now. */
    Optional<IndexedDocument> document(String key) throws IOException;

    /**
     * Puts a document in place of what it was.
     *
     * @throws UnreadableDocument when the store refuses what this document holds; what was put before stays put
     */
    void put(IndexedDocument document) throws IOException, UnreadableDocument;

    /** Takes a document out; false when it was not there. */
    boolean remove(String key) throws IOException;

    void commit() throws IOException;

    /** Keeps other replicas from writing; false when another does and does not end in time. */
    boolean lock(Duration longest) throws IOException;

    /** Lets other replicas write, and forgets what was not committed. */
    void end() throws IOException;
}
