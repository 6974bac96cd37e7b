package io.qubinode.mcp.assistant.document.ingestion;

import io.qubinode.mcp.assistant.document.EmbeddingUnavailable;
import io.qubinode.mcp.assistant.document.Passage;
import io.qubinode.mcp.assistant.document.UnreadDocument;
import io.qubinode.mcp.assistant.document.reading.DocumentFile;
import io.qubinode.mcp.assistant.document.reading.UnreadableDocument;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Keeps the passages of all documents. Written by one thread; nothing shows in a search before its commit. */
public interface PassageStore {

    /**
     * Opens what is there, or begins again when that cannot be used.
     *
     * @throws IOException when it can be neither; {@link StoreInUse} when another process writes to it
     */
    void open() throws IOException;

    /**
     * Takes over what others have written, and keeps them from writing until {@link #end}.
     *
     * @param hasFolders whether there are folders to read here
     * @return whether this process is to read them; false when another does, or there are none
     */
    default boolean begin(boolean hasFolders) throws IOException {
        return true;
    }

    /** Lets others write. */
    default void end() throws IOException {}

    /** Whether others have written since. */
    default boolean hasChanged() {
        return false;
    }

    /** The content hash of every document that is kept, by its key. */
    Map<String, String> hashes() throws IOException;

    /**
     * Puts a document's passages in place of those it had. They are found by words from the next commit on, and by meaning where the
     * same text was embedded before; {@link #embed} does the rest.
     *
     * @throws UnreadableDocument when the store refuses what this document holds and accepts others
     */
    void replace(DocumentFile file, String hash, List<Passage> passages) throws IOException, UnreadableDocument;

    /** How many passages are not embedded yet, as of the last commit. */
    int toEmbed() throws IOException;

    /**
     * Embeds some of the passages that are not embedded yet, those first that searches found. They are found by meaning from the next commit on.
     *
     * @return passages that the models refuse, by the paths of their documents; these stay found by words
     * @throws EmbeddingUnavailable when the models cannot be asked now
     */
    List<UnreadDocument> embed() throws IOException;

    /** Takes a document's passages out. */
    void remove(String key) throws IOException;

    /** Makes all that was done since the last commit durable and visible, at once or not at all. */
    void commit() throws IOException;
}
