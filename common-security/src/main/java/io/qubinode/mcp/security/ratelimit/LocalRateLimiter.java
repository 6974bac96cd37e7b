package io.qubinode.mcp.security.ratelimit;

import io.github.bucket4j.Bucket;
import io.qubinode.mcp.security.identity.Caller;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/** Token buckets in this process, each refilled evenly over a minute. */
public final class LocalRateLimiter implements RateLimiter {

    // An issuer of tokens may have more clients than memory has room for; the one not seen for longest starts anew.
    private static final int MOST_BUCKETS = 10_000;

    /** A limit that changes, as that of a client in a file does, makes another bucket. */
    private record BucketKey(String client, String method, String tool, int perMinute) {}

    private final Limits limits;

    private final Map<BucketKey, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<BucketKey, Bucket> eldest) {
            return size() > MOST_BUCKETS;
        }
    };

    public LocalRateLimiter(Limits limits) {
        this.limits = limits;
    }

    @Override
    public Allowance take(Caller caller, String tool) {
        Allowance all = take(new BucketKey(caller.client(), caller.method(), "", limits.of(caller)));
        OptionalInt ofTool = limits.of(tool);
        return all instanceof Allowance.Wait || ofTool.isEmpty()
                ? all
                : take(new BucketKey(caller.client(), caller.method(), tool, ofTool.getAsInt()));
    }

    private Allowance take(BucketKey key) {
        Bucket bucket;
        synchronized (buckets) {
            bucket = buckets.computeIfAbsent(key, LocalRateLimiter::bucket);
        }
        var probe = bucket.tryConsumeAndReturnRemaining(1);
        return probe.isConsumed()
                ? new Allowance.Granted()
                : new Allowance.Wait(Duration.ofNanos(probe.getNanosToWaitForRefill()));
    }

    private static Bucket bucket(BucketKey key) {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(key.perMinute()).refillGreedy(key.perMinute(), Duration.ofMinutes(1)))
                .build();
    }
}
