package io.qubinode.mcp.airflow.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A host that hangs keeps nobody from what the others answer. */
class SideBySideTest {

    private static final Duration DEADLINE = Duration.ofSeconds(1);
    private static final Duration GIVEN_UP = Duration.ofMillis(300);

    private final LibvirtHost well = host("well");
    private final LibvirtHost hanging = host("hanging");
    private final SideBySide together = new SideBySide(DEADLINE);
    private final CountDownLatch late = new CountDownLatch(1);
    private volatile boolean failing;
    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void asksAllAtTheSameTime() {
        var both = new CountDownLatch(2);
        HostAnswers<Boolean> answers = together.ask(List.of(well, hanging), host -> {
            both.countDown();
            return reached(both);
        });
        assertThat(answers.given()).isEqualTo(Map.of(well, true, hanging, true));
    }

    @Test
    void saysWhichWasTooLateAndWaitsForItOnce() {
        HostAnswers<String> answers = ask();
        assertThat(answers.given()).isEqualTo(Map.of(well, "well"));
        assertThat(answers.silent().get(hanging).error().code()).isEqualTo(ErrorCode.BACKEND_TIMEOUT);
        long begun = System.nanoTime();
        for (int i = 0; i < 10; i++) {
            assertThat(ask().given()).isEqualTo(Map.of(well, "well"));
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .as("ten more calls")
                .isLessThan(DEADLINE);
        assertThat(asked).as("while it hangs it is asked once").hasValue(1);
    }

    /** As a connection does that is given up and tried again. */
    @Test
    void hardlyWaitsForOneThatFailedAndHangsAgain() throws InterruptedException {
        ask();
        failing = true;
        late.countDown();
        Thread.sleep(GIVEN_UP);
        long begun = System.nanoTime();
        together.ask(List.of(well, hanging), host -> {
            if (host == hanging) {
                reached(new CountDownLatch(1));
            }
            return host.name();
        });
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(DEADLINE);
    }

    @Test
    void countsAHostInAgainOnceItAnswers() {
        ask();
        late.countDown();
        await().untilAsserted(() -> assertThat(ask().silent()).isEmpty());
    }

    private HostAnswers<String> ask() {
        return together.ask(List.of(well, hanging), host -> {
            if (host == hanging) {
                asked.incrementAndGet();
                reached(late);
                if (failing) {
                    throw new ToolException(ErrorCode.BACKEND_UNAVAILABLE, "It was lost.", "");
                }
            }
            return host.name();
        });
    }

    private static boolean reached(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static LibvirtHost host(String name) {
        return new LibvirtHost(name, null, null, null, null, null, null, null, null);
    }
}
