package io.qubinode.mcp.security.store;

import java.util.Optional;

/**
 * What a service keeps beyond its process.
 *
 * @param calls changing calls with an idempotency key, and how they ended
 * @param tasks calls that are answered later
 * @param questions what seals questions, and which answers were used; empty where they end with the process
 * @param conversations empty where they end with the process
 */
public record Stores(
        ExpiringStore calls,
        ExpiringStore tasks,
        Optional<ExpiringStore> questions,
        Optional<ExpiringStore> conversations,
        Replicas replicas) {

    /** Of a service that has no replicas. */
    public static Stores ofOne(ExpiringStore calls, ExpiringStore tasks) {
        return new Stores(calls, tasks, Optional.empty(), Optional.empty(), Replicas.NONE);
    }
}
