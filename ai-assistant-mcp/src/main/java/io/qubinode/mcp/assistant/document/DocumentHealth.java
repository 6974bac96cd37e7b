package io.qubinode.mcp.assistant.document;

import io.qubinode.mcp.security.health.ComponentHealth;
import io.qubinode.mcp.security.health.HealthProbe;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Whether there are documents to search in. */
@Singleton
final class DocumentHealth implements HealthProbe {

    private final DocumentIndex index;

    @Inject
    DocumentHealth(DocumentIndex index) {
        this.index = index;
    }

    @Override
    public String name() {
        return "documents";
    }

    @Override
    public ComponentHealth check() {
        IndexStatus status = index.status();
        var state = status.isUsable() ? ComponentHealth.State.UP : ComponentHealth.State.DOWN;
        return new ComponentHealth(state, Optional.empty(), status.trouble());
    }
}
