package io.qubinode.mcp.airflow.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.qubinode.mcp.airflow.libvirt.LibvirtConnection.Kind;
import io.qubinode.mcp.airflow.testing.NeedsLibvirt;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
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
        assertThat(e.error().hint()).contains("may have been carried out");
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
    void saysOfNothingThatOnlyReadsThatItMayStillHappen() {
        LibvirtConnection.Work<String> hangs = connect -> {
            awaitLate();
            return "done";
        };
        List<ThrowingCallable> reading =
                List.of(() -> connection.read(hangs), () -> connection.readGuest("vm", Duration.ZERO, hangs));
        assertThat(reading).allSatisfy(read -> {
            ToolException e = catchThrowableOfType(ToolException.class, read);
            assertThat(e.error().code()).isEqualTo(ErrorCode.BACKEND_TIMEOUT);
            assertThat(e.error().hint()).isEqualTo("The call only read, so nothing was changed; call again later.");
        });
    }

    @Test
    void answersOthersWhileOneCallHangs() {
        timeout(connect -> "done");
        assertThat(connection.<String>call(Connect::getType)).isEqualToIgnoringCase("test");
    }

    /** Four guests whose agents hang, four that are asked to stop, three copies, three machines that do not start. */
    @Test
    void answersQuickCallsWhileAllOtherKindsHang() {
        var hanging = new CountDownLatch(14);
        LibvirtConnection.Work<String> hangs = connect -> {
            hanging.countDown();
            awaitLate();
            return "done";
        };
        for (int i = 0; i < 4; i++) {
            String machine = "vm" + i;
            begin(() -> connection.callGuest(Kind.AGENT, machine, Duration.ZERO, hangs));
            begin(() -> connection.callGuest(Kind.REQUEST, "other-" + machine, Duration.ZERO, hangs));
        }
        for (int i = 0; i < 3; i++) {
            begin(() -> connection.callLong(Duration.ofMinutes(1), hangs));
            begin(() -> connection.callPower(hangs));
        }
        await().until(() -> hanging.getCount() == 0);
        assertThat(connection.<String>call(Connect::getType)).isEqualToIgnoringCase("test");
    }

    @Test
    void switchesMachinesWhileAgentsHang() {
        var hanging = new CountDownLatch(4);
        for (int i = 0; i < 4; i++) {
            String machine = "vm" + i;
            begin(() -> connection.callGuest(Kind.AGENT, machine, Duration.ZERO, connect -> {
                hanging.countDown();
                awaitLate();
                return "done";
            }));
        }
        await().until(() -> hanging.getCount() == 0);
        assertThat(connection.<String>callPower(Connect::getType)).isEqualToIgnoringCase("test");
        assertThat(connection.<String>callGuest(Kind.REQUEST, "vm5", Duration.ZERO, Connect::getType))
                .isEqualToIgnoringCase("test");
    }

    @Test
    void asksAGuestOneThingAtATimeAlsoAfterItsCallerHasGone() {
        var hanging = new CountDownLatch(1);
        begin(() -> connection.callGuest(Kind.AGENT, "vm", Duration.ZERO, connect -> {
            hanging.countDown();
            awaitLate();
            return "done";
        }));
        await().until(() -> hanging.getCount() == 0);
        // Longer than the first caller waits.
        ToolException e = catchThrowableOfType(
                ToolException.class,
                () -> connection.callGuest(Kind.AGENT, "vm", Duration.ofSeconds(3), Connect::getType));
        assertThat(e.error().code()).isEqualTo(ErrorCode.WRONG_STATE);
        assertThat(connection.<String>callGuest(Kind.AGENT, "other", Duration.ZERO, Connect::getType))
                .isEqualToIgnoringCase("test");
        late.countDown();
        assertThat(connection.<String>callGuest(Kind.AGENT, "vm", Duration.ofSeconds(10), Connect::getType))
                .isEqualToIgnoringCase("test");
    }

    /** As in a native image that does not know a class which libvirt-java makes by reflection. */
    @Test
    void doesNotTellAnErrorOfThisProgramAsLibvirts() {
        var ours = new NoClassDefFoundError("io.qubinode.Missing");
        assertThatThrownBy(() -> connection.call(connect -> {
                    throw ours;
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasCause(ours);
    }

    private static void begin(Runnable call) {
        Thread.ofVirtual().start(() -> catchThrowable(call::run));
    }

    private ToolException timeout(LibvirtConnection.Work<?> work) {
        ToolException e = catchThrowableOfType(
                ToolException.class,
                () -> connection.call(connect -> {
                    awaitLate();
                    return work.on(connect);
                }));
        assertThat(e.error().code()).isEqualTo(ErrorCode.BACKEND_TIMEOUT);
        assertThat(e.error().hint()).contains("may still be carried out");
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
