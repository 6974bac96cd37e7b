package io.qubinode.mcp.airflow.libvirt;

import io.qubinode.mcp.security.gate.ToolException;
import java.time.Duration;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;

/** Switches domains by libvirt. */
final class LibvirtPower implements MachinePower {

    private static final int DEFAULT_WAY = 0;
    // No event tells that a connection was lost and events with it.
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);
    private static final Set<MachineState> OFF = Set.of(MachineState.SHUT_OFF, MachineState.CRASHED);

    private final LibvirtConnection connection;

    LibvirtPower(LibvirtConnection connection) {
        this.connection = connection;
    }

    /** What is to be done to a domain. */
    @FunctionalInterface
    private interface Act {
        void on(Domain domain) throws LibvirtException;
    }

    private void act(String name, Act act) {
        connection.call(Domains.named(name, (connect, domain) -> {
            act.on(domain);
            return null;
        }));
    }

    @Override
    public MachineState state(String name) {
        return connection.read(Domains.named(
                name,
                (connect, domain) ->
                        MachineState.values()[domain.getInfo().state.ordinal()]));
    }

    @Override
    public void shutdown(String name) {
        act(name, Domain::shutdown);
    }

    @Override
    public boolean reboot(String name, Duration atMost, BooleanSupplier cancelled) {
        try (var watch = connection.events().watch(name)) {
            boolean imaginary = connection.call(Domains.named(name, (connect, domain) -> {
                domain.reboot(DEFAULT_WAY);
                return LibvirtDomains.isImaginary(connect);
            }));
            // Without a guest it is done, and libvirt's test driver tells nothing of it.
            if (imaginary) {
                return true;
            }
            // QEMU's CPUs may stand still between the guest's end and its new beginning.
            watched(
                    name,
                    watch,
                    state -> watch.sawReboot() && state == MachineState.RUNNING || OFF.contains(state),
                    atMost,
                    cancelled);
            return watch.sawReboot();
        }
    }

    @Override
    public void reset(String name) {
        act(name, Domain::reset);
    }

    @Override
    public void suspend(String name) {
        act(name, Domain::suspend);
    }

    @Override
    public void resume(String name) {
        act(name, Domain::resume);
    }

    @Override
    public MachineState await(String name, MachineState wanted, Duration atMost, BooleanSupplier cancelled) {
        try (var watch = connection.events().watch(name)) {
            return watched(name, watch, wanted::equals, atMost, cancelled);
        }
    }

    /** Looks at once, after each event and without one now and then, until it sees enough or the time is over. */
    private MachineState watched(
            String name,
            MachineWatch watch,
            Predicate<MachineState> enough,
            Duration atMost,
            BooleanSupplier cancelled) {
        long end = System.nanoTime() + atMost.toNanos();
        while (true) {
            MachineState state = state(name);
            Duration left = Duration.ofNanos(end - System.nanoTime());
            if (enough.test(state) || left.isNegative()) {
                return state;
            }
            if (cancelled.getAsBoolean()) {
                throw ToolException.cancelled();
            }
            watch.await(left.compareTo(LOOK_AGAIN) < 0 ? left : LOOK_AGAIN);
        }
    }
}
