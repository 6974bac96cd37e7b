package io.qubinode.mcp.airflow.image;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.qubinode.mcp.security.config.McpConfig;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** At the start, deletes half images, as soon as libvirt answers. */
@Singleton
final class ImageRecovery {

    private static final Logger LOG = Logger.getLogger(ImageRecovery.class);
    private static final long RETRY_SECONDS = 10;

    private final ImageSupply supply;
    private final McpConfig config;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("image-recovery").factory());

    @Inject
    ImageRecovery(ImageSupply supply, McpConfig config) {
        this.supply = supply;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        if (config.enabled()) {
            clock.execute(this::recover);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        clock.shutdownNow();
    }

    private void recover() {
        try {
            supply.removeHalfImages();
        } catch (RuntimeException e) {
            LOG.warnf("Half images in the pool are not deleted yet: %s", e.getMessage());
            clock.schedule(this::recover, RETRY_SECONDS, TimeUnit.SECONDS);
        }
    }
}
