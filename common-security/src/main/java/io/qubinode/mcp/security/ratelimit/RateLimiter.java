package io.qubinode.mcp.security.ratelimit;

import io.qubinode.mcp.security.core.Caller;

/** Counts a client's calls. Safe to use from any thread that may block: where calls are counted elsewhere, for up to 250 ms. */
public interface RateLimiter {

    /**
     * Takes one call out of what the client may make in all, and out of what it may make of this tool.
     *
     * @param tool its name as given, whether or not there is such a tool
     */
    Allowance take(Caller caller, String tool);

    /**
     * Takes one out of what the client may do around its calls in a minute: sessions, listings, completions. They do not cost it calls.
     */
    Allowance takeOverview(Caller caller);
}
