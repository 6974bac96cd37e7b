package io.qubinode.mcp.security.identity;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * One key of a client; a client may have several, so that a new one can be given out before the old one ends.
 *
 * @param hash of the key
 * @param expires from when on it is not valid any more; empty: never
 * @param caller who holds it
 */
record ClientKey(KeyHash hash, Optional<Instant> expires, Caller caller) {

    ClientKey {
        requireNonNull(hash);
        requireNonNull(expires);
        requireNonNull(caller);
    }

    boolean isValidAt(Instant time) {
        return expires.map(time::isBefore).orElse(true);
    }
}
