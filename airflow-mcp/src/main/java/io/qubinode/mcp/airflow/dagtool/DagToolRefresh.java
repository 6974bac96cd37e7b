package io.qubinode.mcp.airflow.dagtool;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.qubinode.mcp.security.tool.ToolCatalogue;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Lets tools come and go with the DAGs that they are. */
@Singleton
final class DagToolRefresh {

    private static final Logger LOG = Logger.getLogger(DagToolRefresh.class);

    private static final String SOURCE = "dags";
    // An Airflow that starts with us answers after some seconds.
    private static final Duration SOON = Duration.ofSeconds(5);

    private final DagToolDeclarations declarations;
    private final ToolCatalogue catalogue;
    private final DagToolSettings settings;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("dag-tools").factory());

    @Inject
    DagToolRefresh(DagToolDeclarations declarations, ToolCatalogue catalogue, DagToolSettings settings) {
        this.declarations = declarations;
        this.catalogue = catalogue;
        this.settings = settings;
    }

    void start(@Observes StartupEvent event) {
        if (!settings.patterns().isEmpty()) {
            clock.execute(this::refreshAndSoOn);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        clock.shutdownNow();
    }

    private void refreshAndSoOn() {
        Duration pause = refreshed() || settings.refresh().compareTo(SOON) < 0 ? settings.refresh() : SOON;
        try {
            clock.schedule(this::refreshAndSoOn, pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("No refresh any more", e);
        }
    }

    /** While Airflow does not answer, the tools stay as they are. */
    private boolean refreshed() {
        try {
            catalogue.replace(SOURCE, declarations.now());
            return true;
        } catch (RuntimeException e) {
            LOG.warnf("The tools of DAGs are not refreshed: %s", e.getMessage());
            return false;
        }
    }
}
