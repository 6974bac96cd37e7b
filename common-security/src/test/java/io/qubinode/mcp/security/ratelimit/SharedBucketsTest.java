package io.qubinode.mcp.security.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.qubinode.mcp.security.redis.RedisUrl;
import io.qubinode.mcp.testing.NeedsRedis;
import io.qubinode.mcp.testing.Redis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@NeedsRedis
@Timeout(60)
class SharedBucketsTest {

    private static final BucketKey SIX = new BucketKey("alice", "api_key", "", 6);

    private final Redis redis = new Redis();
    private final List<SharedBuckets> replicas = new ArrayList<>();

    @AfterEach
    void stop() {
        replicas.forEach(SharedBuckets::close);
        redis.close();
    }

    @Test
    void replicasShareOneLimitHoweverManyAskAtOnce() throws Exception {
        var key = new BucketKey("alice", "api_key", "", 100);
        var two = List.of(replica(), replica());
        long began = System.nanoTime();
        long granted = grantedToMany(two, key, 16, 100);
        double minutes = (System.nanoTime() - began) / 60e9;
        assertThat(granted).isBetween(100L, 100 + (long) (100 * minutes) + 1);
        assertThat(two).allMatch(replica -> replica.countedAlone() == 0);
    }

    @Test
    void keepsTheLimitsOfTwoServicesApart() {
        SharedBuckets one = replica();
        SharedBuckets other = new SharedBuckets(RedisUrl.of(redis.url()), "another", Optional.empty());
        replicas.add(other);
        assertThat(granted(one, SIX, 9)).isEqualTo(6);
        assertThat(granted(other, SIX, 9)).isEqualTo(6);
    }

    @Test
    void grantsTheNextCallWhenItSaidAndNotBefore() {
        var key = new BucketKey("alice", "api_key", "", 300);
        SharedBuckets replica = replica();
        // Connected before the bucket is empty, so that no second call becomes free meanwhile.
        SharedBuckets other = replica();
        Allowance last = other.take(key);
        while (last instanceof Allowance.Granted) {
            last = replica.take(key);
        }
        long told = System.nanoTime() + ((Allowance.Wait) last).time().toNanos();
        assertThat(((Allowance.Wait) last).time()).isBetween(Duration.ofNanos(1), Duration.ofMillis(200));
        while (System.nanoTime() < told) {
            Thread.onSpinWait();
        }
        assertThat(other.take(key)).isInstanceOf(Allowance.Granted.class);
        assertThat(replica.take(key)).isInstanceOf(Allowance.Wait.class);
    }

    @Test
    void leavesOnlyKeysThatExpireWhenTheyAreFull() {
        granted(replica(), SIX, 3);
        try (var client = RedisClient.create(redis.url())) {
            var commands = client.connect().sync();
            List<String> keys = commands.keys("qubinode-mcp:limit:probe:*");
            assertThat(keys).isNotEmpty().allMatch(key -> key.matches("qubinode-mcp:limit:probe:[0-9a-f]{32}"));
            assertThat(commands.keys("*")).hasSameSizeAs(keys);
            assertThat(keys).map(commands::pttl).allMatch(left -> left >= -2 && left != -1 && left <= 60_000);
            assertThat(keys).map(commands::pttl).anyMatch(left -> left > 20_000);
        }
    }

    @Test
    void countsForItselfWhileRedisIsGoneAndTogetherWhenItIsBack() {
        SharedBuckets one = replica();
        SharedBuckets other = replica();
        redis.kill();
        assertThat(granted(one, SIX, 9)).isEqualTo(6);
        assertThat(granted(other, SIX, 9)).isEqualTo(6);
        Redis.until(() -> !one.isShared() && !other.isShared());
        assertThat(one.countedAlone()).isEqualTo(9);
        redis.start();
        Redis.until(() -> one.isShared() && other.isShared());
        assertThat(granted(one, SIX, 4) + granted(other, SIX, 9)).isEqualTo(6);
    }

    @Test
    void goesOnFromWhatItSawWhenRedisIsLost() {
        SharedBuckets one = replica();
        SharedBuckets other = replica();
        granted(one, SIX, 4);
        granted(other, SIX, 9);
        redis.kill();
        assertThat(granted(one, SIX, 9)).isEqualTo(2);
        assertThat(granted(other, SIX, 9)).isZero();
    }

    @Test
    void letsNoCallWaitForARedisThatHangs() {
        SharedBuckets replica = replica();
        redis.hang();
        assertThat(granted(replica, SIX, 9)).isEqualTo(6);
        Redis.until(() -> !replica.isShared());
        redis.goOn();
        Redis.until(replica::isShared);
        assertThat(replica.take(SIX)).isInstanceOf(Allowance.Granted.class);
    }

    @Test
    void startsWithoutRedisAndFindsItLater() {
        redis.kill();
        SharedBuckets replica = replica();
        assertThat(replica.isShared()).isFalse();
        assertThat(granted(replica, SIX, 9)).isEqualTo(6);
        redis.start();
        Redis.until(replica::isShared);
    }

    private SharedBuckets replica() {
        var replica = new SharedBuckets(RedisUrl.of(redis.url()), "probe", Optional.empty());
        replicas.add(replica);
        return replica;
    }

    private static long granted(Buckets buckets, BucketKey key, int times) {
        return IntStream.range(0, times)
                .filter(i -> buckets.take(key) instanceof Allowance.Granted)
                .count();
    }

    private static long grantedToMany(List<SharedBuckets> replicas, BucketKey key, int callers, int times)
            throws InterruptedException, ExecutionException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Long>> all = new ArrayList<>();
            for (int caller = 0; caller < callers; caller++) {
                SharedBuckets replica = replicas.get(caller % replicas.size());
                all.add(threads.submit(() -> granted(replica, key, times)));
            }
            long granted = 0;
            for (Future<Long> each : all) {
                granted += each.get();
            }
            return granted;
        }
    }
}
