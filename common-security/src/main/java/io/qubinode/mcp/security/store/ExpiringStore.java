package io.qubinode.mcp.security.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.core.CallerId;
import io.qubinode.mcp.security.core.Fingerprint;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * JSON objects by name, which no crash of this process loses, for a day. Safe to use from any thread, each name by one at a time in each process.
 */
public interface ExpiringStore {

    /**
     * Names an object.
     *
     * @param name what nobody else of this owner's objects is named
     */
    static String name(CallerId owner, String name) {
        return Fingerprint.of(owner.method(), owner.client()).substring(0, 16) + '-' + Fingerprint.of(name);
    }

    /** Whose object has a name, in 16 hexadecimal digits; empty for the service's own. */
    static String owner(String name) {
        return name.substring(0, Math.max(0, name.indexOf('-')));
    }

    /** How long an object is kept after it was written last. */
    Duration KEPT = Duration.ofHours(24);

    /**
     * Reads an object; empty when there is none, or it was written too long ago.
     *
     * @throws IOException when that cannot be told now
     */
    Optional<ObjectNode> find(String name) throws IOException;

    /**
     * Writes an object unless there is one of this name.
     *
     * @return whether it was written, and is kept
     * @throws IOException when it is not kept
     */
    boolean add(String name, ObjectNode object) throws IOException;

    /**
     * Writes an object in place of the one of this name; when this returns, it is kept.
     *
     * @throws IOException when it is not kept
     */
    void put(String name, ObjectNode object) throws IOException;

    void remove(String name) throws IOException;

    /** Where it keeps them, to be named when it cannot: what an operator must look at. */
    String place();
}
