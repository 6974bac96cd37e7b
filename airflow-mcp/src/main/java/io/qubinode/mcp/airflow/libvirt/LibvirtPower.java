package io.qubinode.mcp.airflow.libvirt;

import io.qubinode.mcp.security.gate.ToolException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;

/** Switches domains by libvirt. */
final class LibvirtPower implements MachinePower {

    private static final int DEFAULT_WAY = 0;

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
    public void reboot(String name) {
        act(name, domain -> domain.reboot(DEFAULT_WAY));
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
        long end = System.nanoTime() + atMost.toNanos();
        try (var watch = connection.events().watch(name)) {
            while (true) {
                MachineState state = state(name);
                Duration left = Duration.ofNanos(end - System.nanoTime());
                if (state == wanted || left.isNegative()) {
                    return state;
                }
                if (cancelled.getAsBoolean()) {
                    throw ToolException.cancelled();
                }
                watch.await(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ToolException.cancelled();
        }
    }
}
