package io.qubinode.mcp.security.ratelimit;

import java.time.Duration;

public sealed interface Allowance {

    record Granted() implements Allowance {}

    /**
     * The call is one too many.
     *
     * @param time until the next one is granted; more than zero
     */
    record Wait(Duration time) implements Allowance {}
}
