package io.qubinode.mcp.security.identity;

import static java.util.Objects.requireNonNull;

import io.qubinode.mcp.security.core.Caller;
import java.time.Instant;
import java.util.Optional;

/**
 * One key of a client; a client may have several, so that a new one can be given out before the old one ends.
 *
 * @param hash of the key
 * @param expires from when on it is not valid any more; empty: never
 * @param caller who holds it
 */
public record ClientKey(KeyHash hash, Optional<Instant> expires, Caller caller) {

    public ClientKey {
        requireNonNull(hash);
        requireNonNull(expires);
        requireNonNull(caller);
    }

    /** The key that is given in clear; it is valid for ever. */
    public static ClientKey of(String key, Caller holder) {
        return new ClientKey(KeyHash.ofKey(key), Optional.empty(), holder);
    }

    boolean isValidAt(Instant time) {
        return expires.map(time::isBefore).orElse(true);
    }
}
