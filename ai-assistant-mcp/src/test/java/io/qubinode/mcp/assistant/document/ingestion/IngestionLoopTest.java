package io.qubinode.mcp.assistant.document.ingestion;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;

import io.qubinode.mcp.assistant.document.Passage;
import io.qubinode.mcp.assistant.document.UnreadDocument;
import io.qubinode.mcp.assistant.document.reading.DocumentFile;
import io.qubinode.mcp.assistant.document.reading.DocumentFolders;
import io.qubinode.mcp.assistant.document.reading.DocumentReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestionLoopTest {

    private final AtomicInteger readings = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();

    @TempDir
    Path folder;

    @Test
    void goesOnAfterAnUnexpectedFailure() throws InterruptedException {
        var folders = new DocumentFolders(List.of(folder));
        var requests = new IngestionRequests();
        var ingestion =
                new Ingestion(folders, new DocumentReader(), new FailingStore(), new IngestionProgress(), requests);
        var loop = new IngestionLoop(ingestion, folders, true, requests, () -> {}, Duration.ofMillis(1));
        Thread thread = Thread.ofPlatform().daemon().start(loop);
        try {
            await().untilAtomic(failures, greaterThanOrEqualTo(2));
            int before = readings.get();
            await().untilAtomic(readings, greaterThanOrEqualTo(before + 1));
        } finally {
            loop.stop();
        }
        thread.join(Duration.ofSeconds(10));
        await().until(() -> !thread.isAlive());
    }

    /** Fails when it is asked whether others have written, as one does whose database breaks in an unknown way. */
    private final class FailingStore implements PassageStore {

        @Override
        public void open() {}

        @Override
        public boolean hasChanged() {
            failures.incrementAndGet();
            throw new IllegalStateException("a failure that nobody knows");
        }

        @Override
        public Map<String, String> hashes() {
            readings.incrementAndGet();
            return Map.of();
        }

        @Override
        public void replace(DocumentFile file, String hash, List<Passage> passages) {}

        @Override
        public int toEmbed() {
            return 0;
        }

        @Override
        public List<UnreadDocument> embed() {
            return List.of();
        }

        @Override
        public void remove(String key) {}

        @Override
        public void commit() {}
    }
}
