package io.qubinode.mcp.security.core;

import java.util.Locale;

/** What a call may do, each level including the ones before it: READ &lt; EXECUTE &lt; ADMIN. */
public enum Permission {
    /** List, query, status, logs: changes nothing. */
    READ,
    /** Trigger, create, delete: changes an outside system. */
    EXECUTE,
    /** Changes the servers themselves, for example their index. */
    ADMIN;

    /** Whether a holder of this permission may do what asks for {@code needed}. */
    public boolean covers(Permission needed) {
        return compareTo(needed) >= 0;
    }

    /** Whether a call at this level changes something, so that it must be on record before it runs. */
    public boolean changes() {
        return this != READ;
    }

    /** The name in configuration files and audit records: lower case. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
