package io.qubinode.mcp.assistant.document.ingestion;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.qubinode.mcp.assistant.document.DocumentsConfig;
import io.qubinode.mcp.assistant.document.reading.DocumentFolders;
import io.qubinode.mcp.security.config.McpConfig;
import io.qubinode.mcp.security.resource.ResourcesChanged;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Reads the documents beside the service, which serves meanwhile. */
@Singleton
final class IngestionThread {

    private static final Logger LOG = Logger.getLogger(IngestionThread.class);

    private static final Duration LONGEST_DOCUMENT = Duration.ofSeconds(10);

    private final McpConfig config;
    private final Ingestion ingestion;
    private final DocumentFolders folders;
    private final boolean watch;
    private final IngestionRequests requests;
    private final Event<ResourcesChanged> resourcesChanged;
    private volatile boolean stopping;
    // A thread of the platform: the embedding model computes in native code, which would hold up a virtual one's
    // carrier.
    private final Thread thread;

    @Inject
    IngestionThread(
            McpConfig config,
            Ingestion ingestion,
            DocumentFolders folders,
            DocumentsConfig documents,
            IngestionRequests requests,
            Event<ResourcesChanged> resourcesChanged) {
        this.config = config;
        this.ingestion = ingestion;
        this.folders = folders;
        this.requests = requests;
        this.resourcesChanged = resourcesChanged;
        this.watch = documents.watch();
        thread = Thread.ofPlatform().name("ingestion").daemon().unstarted(this::run);
    }

    void start(@Observes StartupEvent event) {
        if (config.enabled()) {
            thread.start();
        }
    }

    private void run() {
        ingestion.open();
        try (var changes = new FolderWatch(folders, watch)) {
            do {
                changes.look();
                tellClients();
                runWhenOpen();
                changes.await(() -> stopping || requests.any() || !ingestion.isOpen() || ingestion.isBehind());
            } while (!stopping && ingestion.isOpen());
        } catch (InterruptedException e) {
            LOG.debug("The documents are watched no longer", e);
        } catch (IOException e) {
            LOG.warn("The documents cannot be watched, so changes show only after a restart", e);
            runWhenOpen();
        }
    }

    private void runWhenOpen() {
        if (ingestion.isOpen()) {
            ingestion.run();
        }
    }

    private void tellClients() {
        try {
            resourcesChanged.fire(new ResourcesChanged());
        } catch (RuntimeException e) {
            LOG.warn("Clients do not learn of new documents", e);
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping = true;
        ingestion.stop();
        if (thread.isAlive()) {
            thread.join(LONGEST_DOCUMENT);
        }
    }
}
