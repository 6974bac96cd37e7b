package io.qubinode.mcp.airflow.dag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.greaterThan;

import io.qubinode.mcp.airflow.testing.FakeAirflow;
import io.qubinode.mcp.airflow.testing.FakeCall;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RunWatchTest {

    private static final Duration SHORT = Duration.ofMillis(20);

    private final FakeAirflow airflow = new FakeAirflow();

    @Test
    void looksAtARunOnceForAllWhoWaitForIt() throws Exception {
        airflow.latency = Duration.ofMillis(100);
        airflow.statesToCome.addAll(List.of("queued", "running", "success"));
        var watches = new RunWatches(airflow);
        Callable<RunWait.Waited> waiter =
                () -> new RunWait(watches, new FakeCall()).until(FakeAirflow.run("queued"), Duration.ofSeconds(30));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<RunWait.Waited> each :
                    threads.invokeAll(Stream.generate(() -> waiter).limit(50).toList())) {
                assertThat(each.get().run().state()).isEqualTo("success");
            }
        }
        assertThat(airflow.looks).hasValue(3);
        assertThat(watches.size()).isZero();
    }

    @Test
    void waitsLongerFromLookToLookUpToFiveSeconds() {
        var pauses = new ArrayList<Long>();
        Backoff backoff = Backoff.OF_RUNS;
        for (int i = 0; i < 6; i++, backoff = backoff.longer()) {
            pauses.add(backoff.pause().toMillis());
        }
        assertThat(pauses).containsExactly(1000L, 1500L, 2250L, 3375L, 5000L, 5000L);
    }

    @Test
    void givesNothingWhileThereIsNoNewerLook() {
        airflow.statesToCome.add("running");
        RunWatch watch = watch(Duration.ofSeconds(30));
        assertThat(watch.newerThan(0, SHORT).orElseThrow().number()).isEqualTo(1);
        assertThat(watch.newerThan(1, SHORT)).isEmpty();
        assertThat(airflow.looks).hasValue(1);
    }

    @Test
    void tellsAllWhoWaitOfALastingFailureAndLooksAgainForThoseWhoComeLater() {
        airflow.statesToCome.add("running");
        airflow.failure = Optional.of(new ToolException(ErrorCode.BACKEND_REFUSED, "Airflow refuses.", ""));
        RunWatch watch = watch(Duration.ofMillis(300));
        assertThatThrownBy(() -> watch.newerThan(0, SHORT)).isInstanceOf(ToolException.class);
        assertThatThrownBy(() -> watch.newerThan(0, SHORT)).isInstanceOf(ToolException.class);
        assertThat(airflow.looks).hasValue(1);
        airflow.failure = Optional.empty();
        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(watch.newerThan(0, SHORT)).isPresent());
        assertThat(airflow.looks).hasValue(2);
    }

    @Test
    void waitsOnWhileAirflowIsGone() throws Exception {
        airflow.statesToCome.addAll(List.of("running", "success"));
        airflow.failure = Optional.of(FakeAirflow.unavailable());
        var watches = new RunWatches(airflow);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<RunWait.Waited> waiter = threads.submit(() ->
                    new RunWait(watches, new FakeCall()).until(FakeAirflow.run("queued"), Duration.ofSeconds(60)));
            await().untilAtomic(airflow.looks, greaterThan(0));
            airflow.failure = Optional.empty();
            assertThat(waiter.get().run().state()).isEqualTo("success");
        }
    }

    @Test
    void givesTheRunAsItWasSeenLastWhenAirflowRefuses() throws Exception {
        airflow.statesToCome.add("running");
        var watches = new RunWatches(airflow);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<RunWait.Waited> waiter = threads.submit(() ->
                    new RunWait(watches, new FakeCall()).until(FakeAirflow.run("queued"), Duration.ofSeconds(60)));
            await().untilAtomic(airflow.looks, greaterThan(1));
            airflow.failure = Optional.of(new ToolException(ErrorCode.BACKEND_REFUSED, "Airflow refuses.", ""));
            assertThat(waiter.get().run().state()).isEqualTo("running");
            assertThat(waiter.get().failure()).isPresent();
        }
    }

    @Test
    void tellsAtTheEndOfTheTimeThatAirflowWasGone() {
        airflow.failure = Optional.of(FakeAirflow.unavailable());
        var wait = new RunWait(new RunWatches(airflow), new FakeCall());
        assertThat(wait.until(FakeAirflow.run("queued"), SHORT).failure()).isPresent();
    }

    private RunWatch watch(Duration pause) {
        return new RunWatch(airflow, "backup", "manual__1", new Backoff(pause, pause));
    }
}
