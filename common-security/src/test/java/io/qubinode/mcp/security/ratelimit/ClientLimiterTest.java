package io.qubinode.mcp.security.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.qubinode.mcp.security.core.Caller;
import io.qubinode.mcp.security.core.Permission;
import io.qubinode.mcp.security.core.ToolNames;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ClientLimiterTest {

    private final RateLimiter limiter =
            new ClientLimiter(new Limits(3, Map.of("create_*", 1, "*_vm", 2)), new LocalBuckets());

    @Test
    void countsEachClientForItself() {
        assertThat(granted(client("alice"), "x", 9)).isEqualTo(3);
        assertThat(granted(client("bob"), "x", 9)).isEqualTo(3);
        assertThat(limiter.take(client("alice"), "x"))
                .isInstanceOfSatisfying(Allowance.Wait.class, wait -> assertThat(wait.time())
                        .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(20)));
    }

    @Test
    void givesAClientItsOwnLimit() {
        var own = new Caller("ci", "api_key", Permission.READ, ToolNames.ALL, OptionalInt.of(5));
        assertThat(granted(own, "x", 9)).isEqualTo(5);
    }

    @Test
    void limitsAToolByTheStrictestPatternThatNamesIt() {
        assertThat(granted(client("alice"), "create_vm", 2)).isEqualTo(1);
        assertThat(granted(client("alice"), "x", 9)).isEqualTo(1);
        assertThat(granted(client("bob"), "delete_vm", 9)).isEqualTo(2);
    }

    private long granted(Caller caller, String tool, int times) {
        return java.util.stream.IntStream.range(0, times)
                .filter(i -> limiter.take(caller, tool) instanceof Allowance.Granted)
                .count();
    }

    private static Caller client(String id) {
        return new Caller(id, "api_key", Permission.READ);
    }
}
