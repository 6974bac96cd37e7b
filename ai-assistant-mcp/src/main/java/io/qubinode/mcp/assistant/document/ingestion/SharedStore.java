package io.qubinode.mcp.assistant.document.ingestion;

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

    void put(IndexedDocument document) throws IOException;

    void remove(String key) throws IOException;

    void commit() throws IOException;

    /** Keeps other replicas from writing; false when another does and does not end in time. */
    boolean lock(Duration longest) throws IOException;

    /** Lets other replicas write, and forgets what was not committed. */
    void end() throws IOException;
}
