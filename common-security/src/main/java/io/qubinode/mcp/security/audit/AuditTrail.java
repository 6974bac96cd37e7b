package io.qubinode.mcp.security.audit;

import java.io.IOException;

/** Where audit records go. Safe to use from any thread. */
public interface AuditTrail {

    /**
     * Appends a record.
     *
     * @param event the record
     * @param durable whether to return only when it is on disk
     * @throws IOException when it could not be written; nothing may then rely on it
     */
    void append(AuditRecord event, boolean durable) throws IOException;
}
