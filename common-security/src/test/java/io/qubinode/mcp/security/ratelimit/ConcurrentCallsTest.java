package io.qubinode.mcp.security.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.qubinode.mcp.security.core.CallerId;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConcurrentCallsTest {

    private final ConcurrentCalls calls = new ConcurrentCalls(100);

    @Test
    void leavesPlacesForOthersHoweverManyCallsOneMakes() {
        assertThat(entered("greedy")).isEqualTo(50);
        assertThat(entered("second")).isEqualTo(25);
        assertThat(calls.enter(caller("third"), "tool")).isTrue();
        assertThat(calls.enter(caller("greedy"), "other tool")).isTrue();
    }

    @Test
    void neverLetsMoreRunThanMay() {
        int all = IntStream.range(0, 1_000).map(i -> entered("client " + i)).sum();
        assertThat(all).isEqualTo(100);
    }

    @Test
    void knowsCallersOfTwoMethodsApart() {
        entered("greedy");
        assertThat(calls.enter(new CallerId("jwt", "greedy"), "tool")).isTrue();
    }

    @Test
    void givesPlacesBack() {
        entered("greedy");
        calls.leave(caller("greedy"), "tool");
        assertThat(entered("greedy")).isEqualTo(1);
        var one = new ConcurrentCalls(1);
        for (int i = 0; i < 3; i++) {
            assertThat(one.enter(caller("greedy"), "tool")).isTrue();
            assertThat(one.enter(caller("second"), "tool")).isFalse();
            one.leave(caller("greedy"), "tool");
        }
    }

    private int entered(String client) {
        return (int) IntStream.range(0, 200)
                .filter(i -> calls.enter(caller(client), "tool"))
                .count();
    }

    private static CallerId caller(String client) {
        return new CallerId("api_key", client);
    }
}
