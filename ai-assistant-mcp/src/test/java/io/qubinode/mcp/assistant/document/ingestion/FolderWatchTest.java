package io.qubinode.mcp.assistant.document.ingestion;

import static org.assertj.core.api.Assertions.assertThat;

import io.qubinode.mcp.assistant.document.reading.DocumentFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderWatchTest {

    @TempDir
    Path folder;

    private final AtomicBoolean enough = new AtomicBoolean();

    @Test
    void noticesWhatIsWrittenAndWhatIsDeletedInAnyFolder() throws Exception {
        Path deep = Files.createDirectories(folder.resolve("deep/er"));
        try (var watch = watch(true)) {
            var written = awaiting(watch);
            Files.writeString(deep.resolve("a.md"), "new");
            written.get(20, TimeUnit.SECONDS);
            var deleted = awaiting(watch);
            Files.delete(deep.resolve("a.md"));
            deleted.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void waitsWhileNothingChangesAndEndsWhenItIsEnough() throws Exception {
        try (var watch = watch(true)) {
            var waiting = awaiting(watch);
            assertThat(waiting).isNotDone();
            enough.set(true);
            waiting.get(20, TimeUnit.SECONDS);
        }
    }

    private FolderWatch watch(boolean watching) throws IOException {
        return new FolderWatch(new DocumentFolders(List.of(folder)), watching);
    }

    private CompletableFuture<Void> awaiting(FolderWatch watch) {
        watch.look();
        return CompletableFuture.runAsync(() -> {
            try {
                watch.await(enough::get);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }
}
