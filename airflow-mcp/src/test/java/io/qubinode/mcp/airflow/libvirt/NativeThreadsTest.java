package io.qubinode.mcp.airflow.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NativeThreadsTest {

    private static final Duration SHORT = Duration.ofMillis(50);
    private static final Duration LONG = Duration.ofSeconds(30);

    private final NativeThreads threads = new NativeThreads("test-", 1);
    private final CountDownLatch late = new CountDownLatch(1);
    private final AtomicInteger done = new AtomicInteger();

    @AfterEach
    void end() {
        late.countDown();
        threads.close();
    }

    @Test
    void tellsWhatGoesOnFromWhatWasNeverBegun() throws Exception {
        var running =
                catchThrowableOfType(NativeThreads.StillRunning.class, () -> threads.run(this::waitForLate, SHORT));
        assertThatThrownBy(() -> threads.run(done::incrementAndGet, SHORT))
                .isInstanceOf(TimeoutException.class)
                .isNotInstanceOf(NativeThreads.StillRunning.class);
        late.countDown();
        assertThat(running.settled()).isTrue();
        assertThat(threads.run(() -> "next", LONG)).isEqualTo("next");
        assertThat(done).as("what nobody waits for any more is not done").hasValue(0);
    }

    @Test
    void tellsThatWhatWentOnFailed() {
        var running = catchThrowableOfType(
                NativeThreads.StillRunning.class,
                () -> threads.run(
                        () -> {
                            waitForLate();
                            throw new IllegalStateException("refused");
                        },
                        SHORT));
        late.countDown();
        assertThat(running.settled()).isFalse();
    }

    @Test
    void tellsAnInterruptedCallerThatTheWorkGoesOn() throws Exception {
        var interrupted = new AtomicReference<Throwable>();
        Thread caller = Thread.ofPlatform()
                .start(() -> interrupted.set(catchThrowable(() -> threads.run(this::waitForLate, LONG))));
        await().until(() -> caller.getState() == Thread.State.TIMED_WAITING);
        caller.interrupt();
        assertThat(caller.join(LONG)).isTrue();
        assertThat(interrupted.get()).isInstanceOf(InterruptedException.class);
        var still = (NativeThreads.StillRunning) interrupted.get().getCause();
        assertThat(still.goesOn()).isTrue();
        late.countDown();
        assertThat(still.settled()).isTrue();
    }

    /** As when a host hangs while a connection to it is opened. */
    @Test
    void doesNotBeginWhatWasPreparedTooLate() throws Exception {
        assertThatThrownBy(() -> threads.run(
                        begin -> {
                            waitForLate();
                            begin.now();
                            return done.incrementAndGet();
                        },
                        SHORT))
                .isInstanceOf(TimeoutException.class)
                .isNotInstanceOf(NativeThreads.StillRunning.class);
        late.countDown();
        assertThat(threads.run(() -> "next", LONG)).isEqualTo("next");
        assertThat(done).hasValue(0);
    }

    @Test
    void beginsNothingOnceItIsClosedAndWaitsForWhatIsUnderWay() throws Exception {
        var running =
                catchThrowableOfType(NativeThreads.StillRunning.class, () -> threads.run(this::waitForLate, SHORT));
        var refused = new AtomicReference<Throwable>();
        Thread waiting = Thread.ofPlatform()
                .start(() -> refused.set(catchThrowable(() -> threads.run(done::incrementAndGet, LONG))));
        await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
        threads.close();
        assertThat(waiting.join(Duration.ofSeconds(5))).isTrue();
        assertThat(refused.get())
                .isInstanceOf(TimeoutException.class)
                .isNotInstanceOf(NativeThreads.StillRunning.class);
        assertThatThrownBy(() -> threads.run(done::incrementAndGet, LONG)).isInstanceOf(TimeoutException.class);
        assertThat(threads.awaitEnd(SHORT)).as("libvirt still works").isFalse();
        late.countDown();
        assertThat(threads.awaitEnd(LONG)).isTrue();
        assertThat(running.settled()).isTrue();
        assertThat(done).hasValue(0);
    }

    private String waitForLate() throws InterruptedException {
        late.await();
        return "late";
    }
}
