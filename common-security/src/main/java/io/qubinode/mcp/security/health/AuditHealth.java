package io.qubinode.mcp.security.health;

import io.qubinode.mcp.security.audit.AuditFile;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Whether calls can be written to the audit trail. */
@Singleton
final class AuditHealth implements HealthProbe {

    private final AuditFile trail;

    @Inject
    AuditHealth(AuditFile trail) {
        this.trail = trail;
    }

    @Override
    public String name() {
        return "audit";
    }

    @Override
    public ComponentHealth check() {
        return trail.problem()
                .map(ComponentHealth::down)
                .orElse(new ComponentHealth(ComponentHealth.State.UP, Optional.empty(), Optional.empty()));
    }
}
