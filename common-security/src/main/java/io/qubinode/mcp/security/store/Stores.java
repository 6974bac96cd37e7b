package io.qubinode.mcp.security.store;

/**
 * What a service keeps beyond its process.
 *
 * @param calls changing calls with an idempotency key, and how they ended
 * @param tasks calls that are answered later
 */
public record Stores(ExpiringStore calls, ExpiringStore tasks) {}
