package io.qubinode.mcp.airflow.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.qubinode.mcp.airflow.testing.NeedsLibvirt;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.libvirt.LibvirtException;

/** A host that hangs while a connection to it is opened. */
@NeedsLibvirt
class ConnectionSlotTest {

    private final CountDownLatch late = new CountDownLatch(1);
    private final AtomicInteger opened = new AtomicInteger();
    private final ConnectionSlot slot = new ConnectionSlot("test:///default", this::open);

    @Test
    void isOpenedOnceForAllWhoWait() {
        var one = entering();
        var other = entering();
        await().until(() -> opened.get() == 1);
        late.countDown();
        assertThat(one.join()).isSameAs(other.join());
        assertThat(opened).hasValue(1);
        one.join().leave();
        other.join().leave();
        slot.close();
    }

    @Test
    void canBeClosedMeanwhile() throws LibvirtException {
        var one = entering();
        await().until(() -> opened.get() == 1);
        CompletableFuture.runAsync(slot::close).join();
        late.countDown();
        OpenConnect connect = one.join();
        assertThat(connect.isAlive()).isTrue();
        connect.leave();
        assertThatThrownBy(connect::getType).isInstanceOf(LibvirtException.class);
    }

    @Test
    void isTriedAgainAfterAFailure() throws LibvirtException {
        late.countDown();
        var tries = new AtomicInteger();
        var failing = new ConnectionSlot("test:///default", () -> {
            if (tries.incrementAndGet() == 1) {
                throw new IllegalStateException("refused");
            }
            return open();
        });
        assertThatThrownBy(failing::enter).hasMessage("refused");
        failing.enter().leave();
        assertThat(tries).hasValue(2);
        failing.close();
    }

    private CompletableFuture<OpenConnect> entering() {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return slot.enter();
                    } catch (LibvirtException e) {
                        throw new IllegalStateException(e);
                    }
                },
                Thread::startVirtualThread);
    }

    private OpenConnect open() throws LibvirtException {
        opened.incrementAndGet();
        try {
            late.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        LibvirtEventLoop.ensureStarted();
        return new OpenConnect("test:///default", Optional.empty());
    }
}
