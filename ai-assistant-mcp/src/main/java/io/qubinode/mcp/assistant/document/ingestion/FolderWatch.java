package io.qubinode.mcp.assistant.document.ingestion;

import io.qubinode.mcp.assistant.document.reading.DocumentFolders;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/** Waits until something in the documents' folders changes. For one thread. */
final class FolderWatch implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(FolderWatch.class);

    /** A Git checkout changes many files; they are read together when it is quiet for so long. */
    private static final Duration QUIET = Duration.ofSeconds(1);

    /** Network mounts and links tell of no change, so all is compared now and then. */
    private static final Duration COMPARED = Duration.ofMinutes(5);

    /** The same where the operating system watches no more folders. */
    private static final Duration COMPARED_UNWATCHED = Duration.ofSeconds(30);

    private final List<Path> folders;
    private final WatchService service;
    private final boolean watching;
    private boolean complete;

    FolderWatch(DocumentFolders folders, boolean watching) throws IOException {
        this.folders = folders.all();
        this.watching = watching;
        this.service = FileSystems.getDefault().newWatchService();
    }

    /** To be called before the documents are read, so that no change falls between. */
    void look() {
        complete = true;
        for (Path folder : watching ? folders : List.<Path>of()) {
            try {
                Path real = folder.toRealPath();
                Files.walkFileTree(Files.isDirectory(real) ? real : real.getParent(), new Registration(real));
            } catch (IOException e) {
                complete = false;
                LOG.debugf(e, "%s is not watched but compared now and then", folder);
            }
        }
    }

    /**
     * Returns when something has changed and is quiet, or when it is time to compare all.
     *
     * @param enough whether to return at once; asked every second
     */
    void await(BooleanSupplier enough) throws InterruptedException {
        long start = System.nanoTime();
        Duration longest = complete ? COMPARED : COMPARED_UNWATCHED;
        boolean changed = false;
        while (!enough.getAsBoolean() && (!watching || System.nanoTime() - start < longest.toNanos())) {
            WatchKey key = service.poll(QUIET.toMillis(), TimeUnit.MILLISECONDS);
            if (key != null) {
                key.pollEvents();
                key.reset();
                changed = true;
            } else if (changed) {
                return;
            }
        }
    }

    @Override
    public void close() throws IOException {
        service.close();
    }

    private final class Registration extends SimpleFileVisitor<Path> {

        private final Path configured;

        private Registration(Path configured) {
            this.configured = configured;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
            if (!folder.equals(configured) && folder.getFileName().toString().startsWith(".")) {
                return FileVisitResult.SKIP_SUBTREE;
            }
            folder.register(
                    service,
                    StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_MODIFY,
                    StandardWatchEventKinds.ENTRY_DELETE);
            boolean below = Files.isDirectory(configured);
            return below ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            complete = false;
            return FileVisitResult.CONTINUE;
        }
    }
}
