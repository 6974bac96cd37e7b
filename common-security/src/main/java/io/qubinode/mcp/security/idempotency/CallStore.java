package io.qubinode.mcp.security.idempotency;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Changing calls with a key of their client, by a name of their own, so that a restart forgets none. Safe to use from any thread. */
public interface CallStore {

    /** How long a call is kept after it was written last. */
    Duration KEPT = Duration.ofHours(24);

    /**
     * What was written of a call; empty when nothing was, or too long ago.
     *
     * @throws IOException when that cannot be told now
     */
    Optional<ObjectNode> find(String name) throws IOException;

    /**
     * Writes what there is of a call; when this returns, it is kept.
     *
     * @throws IOException when it is not kept
     */
    void put(String name, ObjectNode call) throws IOException;

    /** Forgets a call that did nothing. */
    void remove(String name) throws IOException;
}
