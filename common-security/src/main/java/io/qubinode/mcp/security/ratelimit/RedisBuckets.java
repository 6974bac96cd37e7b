package io.qubinode.mcp.security.ratelimit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.distributed.AsyncBucketProxy;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.AsyncProxyManager;
import io.github.bucket4j.distributed.proxy.optimization.Optimizations;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.qubinode.mcp.security.core.Fingerprint;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Buckets in a Redis, for all who are connected to it: each is read, and written by a script that does so only if nobody else
 * did meanwhile. They expire when they are full. Good for one connection, until its first error that is not a time-out.
 */
final class RedisBuckets implements Buckets, AutoCloseable {

    /** How long a call waits for an answer; with a limit of its tool it asks twice. */
    static final Duration PATIENCE = Duration.ofMillis(125);

    private final StatefulRedisConnection<String, byte[]> connection;
    private final AsyncProxyManager<String> manager;
    private final String prefix;
    private final Cache<BucketKey, AsyncBucketProxy> buckets;

    RedisBuckets(StatefulRedisConnection<String, byte[]> connection, String prefix) {
        this.connection = connection;
        this.prefix = prefix;
        manager = Bucket4jLettuce.casBasedBuilder(connection)
                .expirationAfterWrite(ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(Duration.ZERO))
                .build()
                .asAsync();
        buckets = Caffeine.newBuilder()
                .maximumSize(LocalBuckets.MOST_BUCKETS)
                .executor(Runnable::run)
                .build();
    }

    /** Calls of this process that wait for the same bucket go as one, or they would undo each other's work in vain. */
    private AsyncBucketProxy bucket(BucketKey key) {
        return manager.builder()
                .withOptimization(Optimizations.batching())
                .build(name(key), () -> CompletableFuture.completedFuture(key.bucket()));
    }

    /**
     * {@inheritDoc}
     *
     * @throws RedisCommandTimeoutException when it does not answer within {@link #PATIENCE}
     * @throws RedisException when it cannot be used
     */
    @Override
    public Allowance take(BucketKey key) {
        return take(key, PATIENCE);
    }

    Allowance take(BucketKey key, Duration patience) {
        var answer = buckets.get(key, this::bucket).tryConsumeAndReturnRemaining(1);
        try {
            return LocalBuckets.allowance(answer.get(patience.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            throw new RedisCommandTimeoutException("no answer in time");
        } catch (ExecutionException e) {
            throw new RedisException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RedisCommandTimeoutException("interrupted");
        }
    }

    /** Names of any length and kind would make keys of any length and kind. */
    private String name(BucketKey key) {
        return prefix
                + Fingerprint.of(key.who(), key.method(), key.tool(), String.valueOf(key.perMinute()))
                        .substring(0, 32);
    }

    @Override
    public void close() {
        connection.closeAsync();
    }
}
