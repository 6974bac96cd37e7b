package io.qubinode.mcp.assistant.document.ingestion;

import io.qubinode.mcp.assistant.document.reading.DocumentFolders;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Reads the documents, then again after each change, until it is stopped. After a failure it begins again. For one thread. */
final class IngestionLoop implements Runnable {

    private static final Logger LOG = Logger.getLogger(IngestionLoop.class);
    private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(30);

    private final Ingestion ingestion;
    private final DocumentFolders folders;
    private final boolean watch;
    private final IngestionRequests requests;
    private final Runnable beforeEach;
    private final Duration pause;
    private final CountDownLatch stopped = new CountDownLatch(1);

    /** @param beforeEach what to do when something has changed */
    IngestionLoop(
            Ingestion ingestion,
            DocumentFolders folders,
            boolean watch,
            IngestionRequests requests,
            Runnable beforeEach) {
        this(ingestion, folders, watch, requests, beforeEach, AFTER_A_FAILURE);
    }

    /** @param pause after a failure */
    IngestionLoop(
            Ingestion ingestion,
            DocumentFolders folders,
            boolean watch,
            IngestionRequests requests,
            Runnable beforeEach,
            Duration pause) {
        this.ingestion = ingestion;
        this.folders = folders;
        this.watch = watch;
        this.requests = requests;
        this.beforeEach = beforeEach;
        this.pause = pause;
    }

    /** Returns when it is stopped, or when the store cannot be opened. */
    @Override
    public void run() {
        ingestion.open();
        try {
            do {
                untilFailure();
            } while (ingestion.isOpen() && !stopped.await(isStopped() ? 0 : pause.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            LOG.debug("The documents are watched no longer", e);
        }
    }

    private void untilFailure() throws InterruptedException {
        try (var changes = new FolderWatch(folders, watch)) {
            do {
                changes.look();
                beforeEach.run();
                runWhenOpen();
                changes.await(() -> isStopped() || requests.any() || !ingestion.isOpen() || ingestion.isBehind());
            } while (!isStopped() && ingestion.isOpen());
        } catch (IOException e) {
            LOG.warnf(e, "The documents cannot be watched; they are compared every %d seconds", pause.toSeconds());
            runWhenOpen();
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            LOG.errorf(e, "Reading the documents failed; it starts again in %d seconds", pause.toSeconds());
        }
    }

    private void runWhenOpen() {
        if (ingestion.isOpen()) {
            ingestion.run();
        }
    }

    private boolean isStopped() {
        return stopped.getCount() == 0;
    }

    /** Lets it end after the document that is being read. For any thread. */
    void stop() {
        stopped.countDown();
        ingestion.stop();
    }
}
