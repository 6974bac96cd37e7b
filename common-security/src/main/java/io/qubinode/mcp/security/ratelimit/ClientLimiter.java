package io.qubinode.mcp.security.ratelimit;

import io.qubinode.mcp.security.core.Caller;
import java.util.OptionalInt;

/** One bucket a client, and one a client and tool where a limit names the tool. */
public final class ClientLimiter implements RateLimiter {

    // No tool has this name.
    private static final String OVERVIEW = "*overview";
    /** The start of one session is five of them. */
    private static final int OVERVIEW_FACTOR = 5;

    private final Limits limits;
    private final Buckets buckets;

    public ClientLimiter(Limits limits, Buckets buckets) {
        this.limits = limits;
        this.buckets = buckets;
    }

    @Override
    public Allowance take(Caller caller, String tool) {
        Allowance all = buckets.take(new BucketKey(caller.client(), caller.method(), "", limits.of(caller)));
        OptionalInt ofTool = limits.of(tool);
        return all instanceof Allowance.Wait || ofTool.isEmpty()
                ? all
                : buckets.take(new BucketKey(caller.client(), caller.method(), tool, ofTool.getAsInt()));
    }

    @Override
    public Allowance takeOverview(Caller caller) {
        return buckets.take(new BucketKey(
                caller.client(), caller.method(), OVERVIEW, Math.multiplyExact(OVERVIEW_FACTOR, limits.of(caller))));
    }
}
