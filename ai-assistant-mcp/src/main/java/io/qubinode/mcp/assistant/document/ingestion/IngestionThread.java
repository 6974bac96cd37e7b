package io.qubinode.mcp.assistant.document.ingestion;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.qubinode.mcp.security.config.McpConfig;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Reads the documents beside the service, which serves meanwhile. */
@Singleton
final class IngestionThread {

    private static final Duration LONGEST_DOCUMENT = Duration.ofSeconds(10);

    private final McpConfig config;
    private final Ingestion ingestion;
    // A thread of the platform: the embedding model computes in native code, which would hold up a virtual one's
    // carrier.
    private final Thread thread;

    @Inject
    IngestionThread(McpConfig config, Ingestion ingestion) {
        this.config = config;
        this.ingestion = ingestion;
        thread = Thread.ofPlatform().name("ingestion").daemon().unstarted(ingestion::run);
    }

    void start(@Observes StartupEvent event) {
        if (config.enabled()) {
            thread.start();
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        ingestion.stop();
        if (thread.isAlive()) {
            thread.join(LONGEST_DOCUMENT);
        }
    }
}
