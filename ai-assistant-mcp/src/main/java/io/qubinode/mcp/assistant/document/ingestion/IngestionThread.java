package io.qubinode.mcp.assistant.document.ingestion;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.qubinode.mcp.assistant.document.DocumentsConfig;
import io.qubinode.mcp.assistant.document.reading.DocumentFolders;
import io.qubinode.mcp.security.config.McpConfig;
import io.qubinode.mcp.security.resource.ResourcesChanged;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Reads the documents beside the service, which serves meanwhile. */
@Singleton
final class IngestionThread {

    private static final Logger LOG = Logger.getLogger(IngestionThread.class);

    private static final Duration LONGEST_DOCUMENT = Duration.ofSeconds(10);

    private final McpConfig config;
    private final IngestionLoop loop;
    private final IngestionProgress progress;
    private final Event<ResourcesChanged> resourcesChanged;
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
            IngestionProgress progress,
            Event<ResourcesChanged> resourcesChanged) {
        this.config = config;
        this.progress = progress;
        this.resourcesChanged = resourcesChanged;
        loop = new IngestionLoop(ingestion, folders, documents.watch(), requests, this::tellClients);
        thread = Thread.ofPlatform().name("ingestion").daemon().unstarted(loop);
    }

    void start(@Observes StartupEvent event) {
        if (config.enabled()) {
            thread.start();
        }
    }

    private void tellClients() {
        if (progress.now().toEmbed() > 0) {
            // It only continues with the documents that were told of.
            return;
        }
        try {
            resourcesChanged.fire(new ResourcesChanged());
        } catch (RuntimeException e) {
            LOG.warn("Clients do not learn of new documents", e);
        }
    }

    /** Before embeddings end, which it would take for a fault. */
    void stop(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) ShutdownEvent event) {
        loop.stop();
    }

    void awaitEnd(@Observes ShutdownEvent event) throws InterruptedException {
        if (thread.isAlive()) {
            thread.join(LONGEST_DOCUMENT);
        }
    }
}
