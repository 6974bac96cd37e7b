package io.qubinode.mcp.security.ratelimit;

import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** One token bucket a client in this process, refilled evenly over a minute. Clients are those of configuration, so few. */
public final class LocalRateLimiter implements RateLimiter {

    private final ConcurrentMap<String, Bucket> buckets = new ConcurrentHashMap<>();
    private final int requestsPerMinute;

    /** Grants each client this many calls a minute, at least 1. */
    public LocalRateLimiter(int requestsPerMinute) {
        this.requestsPerMinute = requestsPerMinute;
    }

    @Override
    public Allowance take(String client) {
        var probe = buckets.computeIfAbsent(client, id -> bucket()).tryConsumeAndReturnRemaining(1);
        return probe.isConsumed()
                ? new Allowance.Granted()
                : new Allowance.Wait(Duration.ofNanos(probe.getNanosToWaitForRefill()));
    }

    private Bucket bucket() {
        return Bucket.builder()
                .addLimit(limit ->
                        limit.capacity(requestsPerMinute).refillGreedy(requestsPerMinute, Duration.ofMinutes(1)))
                .build();
    }
}
