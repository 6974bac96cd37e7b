package io.qubinode.mcp.security.core;

import static java.util.Objects.requireNonNull;

import java.util.OptionalInt;

/**
 * Somebody whose identity is proven.
 *
 * @param client the id in the audit trail and for limits
 * @param method how the identity was proven, for example {@code api_key}
 * @param role the highest permission that the client may use
 * @param tools the tools that the client may use, within its role
 * @param requestsPerMinute the client's own limit, at least 1; empty for the one that all share
 */
public record Caller(String client, String method, Permission role, ToolNames tools, OptionalInt requestsPerMinute) {

    public Caller {
        requireNonNull(client);
        requireNonNull(method);
        requireNonNull(role);
        requireNonNull(tools);
        requireNonNull(requestsPerMinute);
    }

    public CallerId id() {
        return new CallerId(method, client);
    }

    /** A client that may use every tool of its role, as often as all others. */
    public Caller(String client, String method, Permission role) {
        this(client, method, role, ToolNames.ALL, OptionalInt.empty());
    }
}
