package io.qubinode.mcp.security.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LocalBucketsTest {

    private static final BucketKey SIX = new BucketKey("alice", "api_key", "", 6);

    private long now = 1;

    private final LocalBuckets buckets = new LocalBuckets(new TimeMeter() {
        @Override
        public long currentTimeNanos() {
            return now;
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    });

    @Test
    void grantsTheNextCallToTheNanosecondWhenItSaid() {
        for (int i = 0; i < 6; i++) {
            assertThat(buckets.take(SIX)).isInstanceOf(Allowance.Granted.class);
        }
        now += Duration.ofSeconds(3).toNanos();
        var wait = (Allowance.Wait) buckets.take(SIX);
        now += wait.time().toNanos() - 1;
        assertThat(buckets.take(SIX)).isEqualTo(new Allowance.Wait(Duration.ofNanos(1)));
        now += 1;
        assertThat(buckets.take(SIX)).isInstanceOf(Allowance.Granted.class);
    }

    @Test
    void remembersNoMoreThanItHasRoomFor() {
        for (int i = 0; i < 3 * LocalBuckets.MOST_BUCKETS; i++) {
            buckets.take(new BucketKey("client " + i, "jwt", "", 6));
        }
        assertThat(buckets.count()).isLessThanOrEqualTo(LocalBuckets.MOST_BUCKETS);
    }
}
