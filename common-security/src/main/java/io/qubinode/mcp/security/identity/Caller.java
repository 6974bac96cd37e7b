package io.qubinode.mcp.security.identity;

import static java.util.Objects.requireNonNull;

import io.qubinode.mcp.security.permission.Permission;

/**
 * Somebody whose identity is proven.
 *
 * @param client the id in the audit trail and for limits
 * @param method how the identity was proven, for example {@code api_key}
 * @param role the highest permission that the client may use
 */
public record Caller(String client, String method, Permission role) {

    public Caller {
        requireNonNull(client);
        requireNonNull(method);
        requireNonNull(role);
    }
}
