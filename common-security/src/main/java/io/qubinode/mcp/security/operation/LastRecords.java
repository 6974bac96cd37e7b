package io.qubinode.mcp.security.operation;

import io.quarkus.runtime.ShutdownEvent;
import io.qubinode.mcp.security.audit.AuditTrail;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Sees to it that operations which outlast the service leave a record anyway. */
@Singleton
public final class LastRecords {

    /** Comes after running calls had their time to end, and before the trail is closed. */
    public void write(@Observes ShutdownEvent event, AuditTrail trail) {
        Records.endAll(trail);
    }
}
