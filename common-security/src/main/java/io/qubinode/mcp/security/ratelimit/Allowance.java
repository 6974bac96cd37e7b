package io.qubinode.mcp.security.ratelimit;

import java.time.Duration;

/** A limiter's answer. */
public sealed interface Allowance {

    /** The call may go on. */
    record Granted() implements Allowance {}

    /**
     * The call is one too many.
     *
     * @param time until the next one is granted; more than zero
     */
    record Wait(Duration time) implements Allowance {}
}
