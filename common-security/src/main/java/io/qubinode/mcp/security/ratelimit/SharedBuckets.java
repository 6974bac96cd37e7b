package io.qubinode.mcp.security.ratelimit;

import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import io.qubinode.mcp.security.redis.RedisServer;
import io.qubinode.mcp.security.redis.RedisUrl;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jboss.logging.Logger;

/**
 * Buckets shared by replicas in a Redis. While it cannot be used, each replica counts for itself, and continues from what it granted
 * before; whether it can is looked at twice a second, so that no call waits for a Redis that is known to be gone.
 */
public final class SharedBuckets implements Buckets, AutoCloseable {

    private static final Logger LOG = Logger.getLogger(SharedBuckets.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
    private static final BucketKey PROBE = new BucketKey("", "probe", "", 1_000_000);

    private final RedisServer server;
    private final String prefix;
    private final LocalBuckets own = new LocalBuckets();
    private final AtomicReference<RedisBuckets> shared = new AtomicReference<>();
    private final LongAdder alone = new LongAdder();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("limits-redis").factory());

    /**
     * Begins to use a Redis, as soon as it can be.
     *
     * @param service whose limits these are; other services in the same Redis have their own
     * @param authorities PEM, who may have signed its certificate; empty for those that Java trusts
     */
    public SharedBuckets(RedisUrl url, String service, Optional<Path> authorities) {
        server = new RedisServer(url, authorities);
        prefix = "qubinode-mcp:limit:" + service + ":";
        try {
            connect();
        } catch (RuntimeException e) {
            warn(e);
        }
        clock.scheduleWithFixedDelay(
                this::refresh, BETWEEN_LOOKS.toMillis(), BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public Allowance take(BucketKey key) {
        RedisBuckets redis = shared.get();
        if (redis != null) {
            try {
                Allowance allowance = redis.take(key);
                own.follow(key, allowance);
                return allowance;
            } catch (RedisCommandTimeoutException e) {
                // It may just be slow; whether it is gone the next look finds out.
                LOG.debug("Redis did not answer a call in time", e);
            } catch (RedisException e) {
                lost(redis, e);
            }
        }
        alone.increment();
        return own.take(key);
    }

    public boolean isShared() {
        return shared.get() != null;
    }

    public long countedAlone() {
        return alone.sum();
    }

    private void refresh() {
        RedisBuckets redis = shared.get();
        try {
            if (redis == null) {
                connect();
            } else {
                redis.take(PROBE, BETWEEN_LOOKS);
            }
        } catch (RuntimeException e) {
            lost(redis, e);
        }
    }

    private void connect() {
        var redis = new RedisBuckets(server.connect(), prefix);
        try {
            redis.take(PROBE, RedisServer.LONGEST);
        } catch (RuntimeException e) {
            redis.close();
            throw e;
        }
        shared.set(redis);
        LOG.info("Limits are shared by replicas in Redis");
    }

    private void lost(RedisBuckets redis, RuntimeException why) {
        if (redis != null && shared.compareAndSet(redis, null)) {
            warn(why);
            redis.close();
        }
    }

    private static void warn(RuntimeException why) {
        LOG.warnf("Redis cannot be used: limits are counted by each replica alone (%s)", reason(why));
    }

    private static String reason(Throwable why) {
        Throwable root = why;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return Optional.ofNullable(root.getMessage()).orElse(root.getClass().getSimpleName());
    }

    @Override
    public void close() {
        clock.shutdownNow();
        shared.set(null);
        server.close();
    }
}
