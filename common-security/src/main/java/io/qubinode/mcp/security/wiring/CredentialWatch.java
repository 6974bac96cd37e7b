package io.qubinode.mcp.security.wiring;

import io.quarkus.runtime.StartupEvent;
import io.qubinode.mcp.security.health.ComponentHealth;
import io.qubinode.mcp.security.health.ComponentHealth.State;
import io.qubinode.mcp.security.health.HealthProbe;
import io.qubinode.mcp.security.identity.Authenticators;
import io.qubinode.mcp.security.tls.ServerTls;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Looks every second whether files of credentials have changed. By their content: watching folders misses the changed links of a
 * Kubernetes volume, and everything on a network drive.
 */
@Singleton
final class CredentialWatch implements HealthProbe {

    private static final Logger LOG = Logger.getLogger(CredentialWatch.class);

    private final Authenticators authenticators;
    private final ServerTls tls;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("credential-watch").factory());

    @Inject
    CredentialWatch(Authenticators authenticators, @Any ServerTls tls) {
        this.authenticators = authenticators;
        this.tls = tls;
    }

    void start(@Observes StartupEvent event) {
        clock.scheduleWithFixedDelay(this::refresh, 1, 1, TimeUnit.SECONDS);
    }

    private void refresh() {
        try {
            authenticators.refresh();
            tls.refresh();
        } catch (RuntimeException e) {
            LOG.error("The files of credentials could not be looked at", e);
        }
    }

    @PreDestroy
    void stop() {
        clock.shutdownNow();
    }

    @Override
    public String name() {
        return "credentials";
    }

    @Override
    public ComponentHealth check() {
        return authenticators
                .problem()
                .or(tls::problem)
                .map(ComponentHealth::down)
                .orElseGet(() -> new ComponentHealth(State.UP, Optional.empty(), Optional.empty()));
    }
}
