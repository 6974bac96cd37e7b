package io.qubinode.mcp.endpoints.http;

import static io.netty.channel.SelectStrategy.CONTINUE;
import static io.netty.channel.SelectStrategy.SELECT;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** An event loop looks for more for a moment before it sleeps. */
@QuarkusTest
class BusyPollingTest {

    @Inject
    Vertx vertx;

    private long now;
    private final BusyPolling.Strategy strategy = new BusyPolling.Strategy(() -> now);

    @Test
    void isWhatTheServiceRunsOn() {
        assertThat(((VertxInternal) vertx).transport()).isInstanceOf(BusyPolling.class);
    }

    @Test
    void looksForAMomentAndThenSleeps() throws Exception {
        assertThat(next(0, false)).isEqualTo(CONTINUE);
        now += BusyPolling.NANOS - 1;
        assertThat(next(0, false)).isEqualTo(CONTINUE);
        now += 1;
        assertThat(next(0, false)).isEqualTo(SELECT);
    }

    @Test
    void looksAgainAfterWhatComes() throws Exception {
        next(0, false);
        now += BusyPolling.NANOS;
        assertThat(next(2, false)).as("sockets that are ready").isEqualTo(2);
        assertThat(next(0, false)).isEqualTo(CONTINUE);
        now += BusyPolling.NANOS;
        assertThat(next(0, true)).as("tasks, and no socket").isZero();
        assertThat(next(0, false)).isEqualTo(CONTINUE);
    }

    @Test
    void looksAgainAfterItHasSlept() throws Exception {
        next(0, false);
        now += BusyPolling.NANOS;
        assertThat(next(0, false)).isEqualTo(SELECT);
        assertThat(next(0, false)).isEqualTo(CONTINUE);
    }

    @Test
    void letsAnswersOutBeforeItLooksButNotTwiceInARow() throws Exception {
        assertThat(next(2, true)).as("tasks").isZero();
        assertThat(next(2, true)).as("tasks, and sockets that are ready").isEqualTo(2);
        assertThat(next(2, true)).as("tasks").isZero();
        assertThat(next(2, false)).as("others").isEqualTo(CONTINUE);
        assertThat(next(2, false)).as("sockets that are ready").isEqualTo(2);
    }

    private int next(int ready, boolean hasTasks) throws Exception {
        return strategy.calculateStrategy(() -> ready, hasTasks);
    }
}
