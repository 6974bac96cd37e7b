package io.qubinode.mcp.airflow.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
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

    private String waitForLate() throws InterruptedException {
        late.await();
        return "late";
    }
}
