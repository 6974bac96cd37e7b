package io.qubinode.mcp.airflow.libvirt;

import io.qubinode.mcp.airflow.libvirt.LibvirtConnection.Kind;
import io.qubinode.mcp.security.core.ToolException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jboss.logging.Logger;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;

/** Switches domains by libvirt. */
final class LibvirtPower implements MachinePower {

    private static final Logger LOG = Logger.getLogger(LibvirtPower.class);
    private static final int DEFAULT_WAY = 0;
    // An agent that does not answer its questions is given up before.
    private static final Duration LONGEST_TURN = Duration.ofSeconds(20);
    private static final Duration AT_ONCE = Duration.ofSeconds(2);
    // No event tells that a connection was lost and events with it.
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);
    private static final Set<MachineState> OFF = Set.of(MachineState.SHUT_OFF, MachineState.CRASHED);

    private final LibvirtConnection connection;
    private final Map<String, CompletableFuture<Void>> asking = new ConcurrentHashMap<>();

    LibvirtPower(LibvirtConnection connection) {
        this.connection = connection;
    }

    /** What is to be done to a domain. */
    @FunctionalInterface
    private interface Act {
        void on(Domain domain) throws LibvirtException;
    }

    private void act(String name, Act act) {
        connection.callPower(named(name, act));
    }

    private static LibvirtConnection.Work<Void> named(String name, Act act) {
        return Domains.named(name, (connect, domain) -> {
            act.on(domain);
            return null;
        });
    }

    /**
     * Asks a guest for something. Where it has an agent, libvirt answers only when the guest has done it, or after a minute. Its
     * events tell that better, so that only a refusal is waited for here, which comes at once.
     */
    private void ask(String name, Act act) {
        var begun = new CompletableFuture<Void>();
        var asked = new CompletableFuture<Void>();
        var ended = new CompletableFuture<Void>();
        asking.put(name, ended);
        Thread.ofVirtual().name("ask-" + name).start(() -> {
            try {
                connection.callGuest(Kind.REQUEST, name, LONGEST_TURN, named(name, domain -> {
                    begun.complete(null);
                    act.on(domain);
                }));
                asked.complete(null);
            } catch (RuntimeException | Error e) {
                asked.completeExceptionally(e);
                settle(e);
            } finally {
                asking.remove(name, ended);
                ended.complete(null);
            }
        });
        try {
            CompletableFuture.anyOf(begun, asked).get();
            asked.get(AT_ONCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.debugf("The agent of %s is asked", name);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof ToolException refused ? refused : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ToolException.cancelled();
        }
    }

    private static void settle(Throwable failure) {
        if (failure instanceof ToolException late && LibvirtConnection.mayStillHappen(late)) {
            LibvirtConnection.settled(late);
        }
    }

    @Override
    public MachineState state(String name) {
        return status(name).state();
    }

    @Override
    public MachineStatus status(String name) {
        return connection.read(Domains.named(name, DomainStatus::of));
    }

    @Override
    public void wake(String name) {
        act(name, Domain::PMwakeup);
    }

    @Override
    public void discardSavedState(String name) {
        act(name, Domain::managedSaveRemove);
    }

    @Override
    public void shutdown(String name) {
        ask(name, Domain::shutdown);
    }

    @Override
    public Optional<Runnable> asking(String name) {
        return Optional.ofNullable(asking.get(name)).map(ended -> ended::join);
    }

    @Override
    public boolean reboot(String name, Duration atMost, BooleanSupplier cancelled) {
        try (var watch = connection.events().watch(name)) {
            ask(name, domain -> domain.reboot(DEFAULT_WAY));
            // Without a guest it is done, and libvirt's test driver tells nothing of it.
            if (connection.call(LibvirtDomains::isImaginary)) {
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

    /**
     * Looks at once, after each event and without one now and then, until it sees enough or the time is over. A libvirt that
     * cannot be reached for a moment ends nothing.
     */
    private MachineState watched(
            String name,
            MachineWatch watch,
            Predicate<MachineState> enough,
            Duration atMost,
            BooleanSupplier cancelled) {
        long end = System.nanoTime() + atMost.toNanos();
        while (true) {
            boolean over = System.nanoTime() - end > 0;
            try {
                MachineState state = state(name);
                if (enough.test(state) || over) {
                    return state;
                }
            } catch (ToolException e) {
                if (over || !e.error().code().isTransient()) {
                    throw e;
                }
            }
            if (cancelled.getAsBoolean()) {
                throw ToolException.cancelledAfter(
                        "Virtual machine " + name + " was already told what to do, and may do it yet.",
                        "get_vm_info shows its state.");
            }
            Duration left = Duration.ofNanos(end - System.nanoTime());
            watch.await(left.compareTo(LOOK_AGAIN) < 0 ? left : LOOK_AGAIN);
        }
    }
}
