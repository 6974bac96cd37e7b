package io.qubinode.mcp.security.ratelimit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;

/** Buckets in this process. Never blocks. */
public final class LocalBuckets implements Buckets {

    // Callers may come under more names than memory has room for; those used least start again.
    static final int MOST_BUCKETS = 10_000;

    // A bucket that nobody uses is full after a minute, as a new one is.
    private static final Duration FULL_AGAIN = Duration.ofMinutes(2);

    private final Cache<BucketKey, Bucket> buckets;
    private final TimeMeter clock;

    public LocalBuckets() {
        this(TimeMeter.SYSTEM_NANOTIME);
    }

    LocalBuckets(TimeMeter clock) {
        this.clock = clock;
        buckets = Caffeine.newBuilder()
                .maximumSize(MOST_BUCKETS)
                .expireAfterAccess(FULL_AGAIN)
                .executor(Runnable::run)
                .build();
    }

    @Override
    public Allowance take(BucketKey key) {
        return allowance(bucket(key).tryConsumeAndReturnRemaining(1));
    }

    /** Does here what was done to the bucket of the same key elsewhere. */
    void follow(BucketKey key, Allowance elsewhere) {
        Bucket bucket = bucket(key);
        switch (elsewhere) {
            case Allowance.Granted granted -> bucket.tryConsume(1);
            case Allowance.Wait wait -> bucket.tryConsumeAsMuchAsPossible();
        }
    }

    long count() {
        buckets.cleanUp();
        return buckets.estimatedSize();
    }

    static Allowance allowance(ConsumptionProbe probe) {
        // It rounds, and would say that there is nothing to wait for.
        return probe.isConsumed()
                ? new Allowance.Granted()
                : new Allowance.Wait(Duration.ofNanos(Math.max(1, probe.getNanosToWaitForRefill())));
    }

    private Bucket bucket(BucketKey key) {
        return buckets.get(key, this::full);
    }

    private Bucket full(BucketKey key) {
        var builder = Bucket.builder().withCustomTimePrecision(clock);
        for (Bandwidth limit : key.bucket().getBandwidths()) {
            builder.addLimit(limit);
        }
        return builder.build();
    }
}
