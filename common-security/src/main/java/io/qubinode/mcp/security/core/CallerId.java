package io.qubinode.mcp.security.core;

import static java.util.Objects.requireNonNull;

/**
 * What tells a caller from all others, and so the key of whatever is kept for one: a token's subject may be equal to the id of a client with
 * an API key.
 *
 * @param method how the identity was proven, for example {@code api_key}
 * @param client the id that it proves
 */
public record CallerId(String method, String client) {

    public CallerId {
        requireNonNull(method);
        requireNonNull(client);
    }
}
