package io.qubinode.mcp.security.health;

import io.quarkus.runtime.StartupEvent;
import io.qubinode.mcp.security.audit.AuditFile;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;

@Singleton
final class AuditHealth implements HealthProbe {

    private static final Duration EVERY = Duration.ofSeconds(10);

    private final AuditFile trail;

    @Inject
    AuditHealth(AuditFile trail) {
        this.trail = trail;
    }

    /** Nobody may ask for the health for hours, and a log that is watched should tell as well. */
    void watch(@Observes StartupEvent started, Vertx vertx) {
        vertx.setPeriodic(
                EVERY.toMillis(),
                due -> vertx.executeBlocking(
                        () -> {
                            trail.check();
                            return null;
                        },
                        false));
    }

    @Override
    public String name() {
        return "audit";
    }

    @Override
    public ComponentHealth check() {
        trail.check();
        return trail.problem()
                .map(ComponentHealth::down)
                .orElse(new ComponentHealth(ComponentHealth.State.UP, Optional.empty(), Optional.empty()));
    }
}
