package io.qubinode.mcp.assistant.document.ingestion;

import io.qubinode.mcp.assistant.document.EmbeddingUnavailable;
import io.qubinode.mcp.assistant.document.UnreadDocument;
import io.qubinode.mcp.assistant.document.reading.DocumentFile;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** Embeds the passages that a store has no embeddings of yet. They are found by words meanwhile. For one thread. */
final class PassageEmbedding {

    /** How long a change of the documents waits for embeddings at most. */
    private static final Duration AT_ONCE = Duration.ofSeconds(20);

    private final PassageStore store;
    private final IngestionProgress progress;
    private final Map<String, UnreadDocument> refused = new TreeMap<>();

    PassageEmbedding(PassageStore store, IngestionProgress progress) {
        this.store = store;
        this.progress = progress;
    }

    /** The models may accept what these documents say now. */
    void forget(Collection<DocumentFile> changed) {
        changed.forEach(document -> refused.remove(document.source()));
    }

    /**
     * Embeds for some seconds, or until nothing is left. Each step is committed.
     *
     * @param enough whether to end before; asked between steps
     * @throws EmbeddingUnavailable when the models cannot be asked now
     */
    void run(BooleanSupplier enough) throws IOException {
        refused.values().forEach(progress::cannotRead);
        Instant end = Instant.now().plus(AT_ONCE);
        int left = store.toEmbed();
        progress.leftToEmbed(left);
        while (left > 0 && Instant.now().isBefore(end) && !enough.getAsBoolean()) {
            for (UnreadDocument document : store.embed()) {
                refused.put(document.source(), document);
                progress.cannotRead(document);
            }
            store.commit();
            left = store.toEmbed();
            progress.leftToEmbed(left);
        }
    }
}
