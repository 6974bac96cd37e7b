package io.qubinode.mcp.security.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LocalRateLimiterTest {

    @Test
    void countsEachClientForItself() {
        var limiter = new LocalRateLimiter(1);
        assertThat(limiter.take("alice")).isInstanceOf(Allowance.Granted.class);
        assertThat(limiter.take("bob")).isInstanceOf(Allowance.Granted.class);
        assertThat(limiter.take("alice")).isInstanceOfSatisfying(Allowance.Wait.class, wait -> assertThat(wait.time())
                .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(60)));
    }
}
