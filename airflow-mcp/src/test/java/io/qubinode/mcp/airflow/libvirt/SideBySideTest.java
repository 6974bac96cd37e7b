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
import org.junit.jupiter.api.Timeout;

/** A host that hangs keeps nobody from what the others answer. A call that waits for it would take an hour, and so fail its test. */
@Timeout(30)
class SideBySideTest {

    private static final Duration LONG = Duration.ofHours(1);

    private final LibvirtHost well = host("well");
    private final LibvirtHost hanging = host("hanging");
    private volatile Duration deadline = LONG;
    private final SideBySide together = new SideBySide(() -> deadline);
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
        HostAnswers<String> answers = askInVain();
        assertThat(answers.given()).isEqualTo(Map.of(well, "well"));
        assertThat(answers.silent().get(hanging).error().code()).isEqualTo(ErrorCode.BACKEND_TIMEOUT);
        for (int i = 0; i < 10; i++) {
            assertThat(ask().given()).isEqualTo(Map.of(well, "well"));
        }
        assertThat(asked).as("while it hangs it is asked once").hasValue(1);
    }

    /** As a connection does that is given up and tried again. */
    @Test
    void hardlyWaitsForOneThatFailedAndHangsAgain() {
        askInVain();
        failing = true;
        late.countDown();
        var again = new CountDownLatch(1);
        await().until(() -> {
            together.ask(List.of(well, hanging), host -> {
                if (host == hanging) {
                    again.countDown();
                    reached(new CountDownLatch(1));
                }
                return host.name();
            });
            return again.getCount() == 0;
        });
    }

    @Test
    void countsAHostInAgainOnceItAnswers() {
        askInVain();
        late.countDown();
        await().untilAsserted(() -> assertThat(ask().silent()).isEmpty());
    }

    /** Asks as long as it takes the host that is well. */
    private HostAnswers<String> askInVain() {
        deadline = Duration.ofSeconds(1);
        try {
            return ask();
        } finally {
            deadline = LONG;
        }
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
        return new LibvirtHost(name, false, null, null, null, null, null, null, null, null);
    }
}
