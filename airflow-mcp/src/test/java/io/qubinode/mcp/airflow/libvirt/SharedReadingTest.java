package io.qubinode.mcp.airflow.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SharedReadingTest {

    private static final int CALLERS = 32;
    private static final int TIMES = 200;

    private final AtomicInteger now = new AtomicInteger();
    private final AtomicInteger readings = new AtomicInteger();
    private final SharedReading<Integer> reading = new SharedReading<>(this::read);

    private Integer read() {
        readings.incrementAndGet();
        int seen = now.get();
        Thread.yield();
        if (Thread.currentThread().isInterrupted()) {
            throw ToolException.cancelled();
        }
        return seen;
    }

    @AfterEach
    void isNotInterrupted() {
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void isSharedAndNeverOlderThanTheQuestion() throws Exception {
        byMany(() -> {
            int asked = now.incrementAndGet();
            assertThat(reading.get()).isGreaterThanOrEqualTo(asked);
            return asked;
        });
        assertThat(readings.get()).isPositive().isLessThan(CALLERS * TIMES);
    }

    @Test
    void goesOnForTheOthersWhenItsReaderIsInterrupted() throws Exception {
        byMany(() -> {
            boolean cancelled = now.incrementAndGet() % 2 == 0;
            if (cancelled) {
                Thread.currentThread().interrupt();
                assertThatThrownBy(reading::get).isInstanceOfSatisfying(ToolException.class, e -> assertThat(
                                e.error().code())
                        .isEqualTo(ErrorCode.CANCELLED));
                assertThat(Thread.interrupted()).isTrue();
            } else {
                assertThat(reading.get()).isPositive();
            }
            return cancelled;
        });
    }

    @Test
    void failsAsItFails() {
        var refused = new ToolException(ErrorCode.BACKEND_REFUSED, "No.", "Ask another.");
        var broken = new SharedReading<Integer>(() -> {
            throw refused;
        });
        assertThatThrownBy(broken::get).isSameAs(refused);
        assertThatThrownBy(broken::get).as("the next is another").isSameAs(refused);
    }

    private static void byMany(Callable<?> once) throws InterruptedException, ExecutionException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var callers = new ArrayList<Future<?>>();
            for (int i = 0; i < CALLERS; i++) {
                callers.add(threads.submit(() -> {
                    for (int time = 0; time < TIMES; time++) {
                        once.call();
                    }
                    return null;
                }));
            }
            for (Future<?> caller : callers) {
                caller.get();
            }
        }
    }
}
