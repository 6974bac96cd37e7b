package io.qubinode.mcp.security.ratelimit;

/** Counts a client's calls. Safe to use from any thread. */
public interface RateLimiter {

    /** Takes one call out of this client's allowance. */
    Allowance take(String client);
}
