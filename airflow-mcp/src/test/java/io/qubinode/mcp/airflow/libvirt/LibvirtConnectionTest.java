package io.qubinode.mcp.airflow.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.qubinode.mcp.airflow.testing.NeedsLibvirt;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.libvirt.Connect;
import org.libvirt.LibvirtException;

@NeedsLibvirt
class LibvirtConnectionTest {

    private final LibvirtConnection connection = new LibvirtConnection("test:///default", Duration.ofSeconds(2));
    private final CountDownLatch late = new CountDownLatch(1);

    /** The first use loads the library, which takes its time. */
    @BeforeAll
    static void loadTheLibrary() {
        try (var first = new LibvirtConnection("test:///default", Duration.ofSeconds(60))) {
            first.call(Connect::getType);
        }
    }

    @AfterEach
    void close() {
        late.countDown();
        connection.close();
    }

    @Test
    void keepsOneConnection() {
        Connect first = connection.call(connect -> connect);
        assertThat(connection.<Connect>call(connect -> connect)).isSameAs(first);
    }

    @Test
    void opensAConnectionAgainThatIsLost() {
        connection.call(Connect::close);
        assertThat(connection.<String>call(Connect::getType)).isEqualToIgnoringCase("test");
    }

    @Test
    void readsAgainWhatWasLostWithItsConnection() {
        var tries = new AtomicInteger();
        assertThat(connection.<String>read(connect -> typeAfterOneLoss(connect, tries)))
                .isEqualToIgnoringCase("test");
        assertThat(tries).hasValue(2);
    }

    @Test
    void changesNothingTwiceWhenItsConnectionIsLost() {
        var tries = new AtomicInteger();
        ToolException e = catchThrowableOfType(
                ToolException.class, () -> connection.call(connect -> typeAfterOneLoss(connect, tries)));
        assertThat(e.error().code()).isEqualTo(ErrorCode.BACKEND_UNAVAILABLE);
        assertThat(e.error().hint()).contains("may have happened");
        assertThat(tries).hasValue(1);
    }

    private static String typeAfterOneLoss(Connect connect, AtomicInteger tries) throws LibvirtException {
        if (tries.incrementAndGet() == 1) {
            connect.close();
        }
        return connect.getHostName() == null ? "" : connect.getType();
    }

    @Test
    void tellsWhetherWhatTimedOutWasDoneInTheEnd() {
        ToolException e = timeout(connect -> "done");
        late.countDown();
        assertThat(LibvirtConnection.settled(e)).isTrue();
    }

    @Test
    void tellsWhetherWhatTimedOutFailedInTheEnd() {
        ToolException e = timeout(connect -> connect.domainLookupByName("no-such"));
        late.countDown();
        assertThat(LibvirtConnection.settled(e)).isFalse();
    }

    @Test
    void answersOthersWhileOneCallHangs() {
        timeout(connect -> "done");
        assertThat(connection.<String>call(Connect::getType)).isEqualToIgnoringCase("test");
    }

    private ToolException timeout(LibvirtConnection.Work<?> work) {
        ToolException e = catchThrowableOfType(
                ToolException.class,
                () -> connection.call(connect -> {
                    awaitLate();
                    return work.on(connect);
                }));
        assertThat(e.error().code()).isEqualTo(ErrorCode.BACKEND_TIMEOUT);
        assertThat(e.error().hint()).contains("may still happen");
        return e;
    }

    private void awaitLate() {
        try {
            late.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
