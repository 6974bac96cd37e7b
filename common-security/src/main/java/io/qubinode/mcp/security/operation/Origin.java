package io.qubinode.mcp.security.operation;

import static java.util.Objects.requireNonNull;

import io.qubinode.mcp.security.core.Caller;
import java.util.Optional;

/**
 * Where an operation comes from.
 *
 * @param endpoint by which it came
 * @param caller who asks; proven
 * @param remote the peer's address; empty when it is not known any more
 * @param session the MCP session; empty without one
 */
public record Origin(Endpoint endpoint, Caller caller, String remote, Optional<String> session) {

    public Origin {
        requireNonNull(endpoint);
        requireNonNull(caller);
        requireNonNull(remote);
        requireNonNull(session);
    }
}
