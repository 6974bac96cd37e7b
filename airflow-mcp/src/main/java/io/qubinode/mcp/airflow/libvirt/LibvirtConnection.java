package io.qubinode.mcp.airflow.libvirt;

import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.libvirt.LibvirtException;

/**
 * The way to one libvirtd. Calls are apart by how long they may take, each kind with threads and a connection of its own, so that
 * guests that do not answer and copies of hours stand in the way of nothing else. A call that takes too long costs its caller its
 * time-out and no more; native calls cannot be interrupted. Safe to use from any thread.
 */
final class LibvirtConnection implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(LibvirtConnection.class);

    /**
     * The kinds of calls, and how many of each run at once: less than max_client_requests of libvirtd.conf (5), which libvirtd
     * serves one connection at once, and together less than its max_workers (20).
     */
    enum Kind {
        /** What takes milliseconds. */
        QUICK(4),
        /** What QEMU is told: to start takes seconds, and a QEMU that hangs never answers. */
        POWER(3),
        /** Questions to a guest's agent. */
        AGENT(4),
        /** Requests to a guest to stop or reboot, of which libvirt waits up to a minute for an agent. */
        REQUEST(4),
        /** Copies and snapshots, which take minutes. */
        LONG(3);

        private final int atOnce;

        Kind(int atOnce) {
            this.atOnce = atOnce;
        }
    }

    /** What is to be done with a connection. */
    @FunctionalInterface
    interface Work<T> {
        T on(OpenConnect connect) throws LibvirtException;
    }

    private final String uri;
    private final Duration timeout;
    private final LibvirtEvents events = new LibvirtEvents();
    private final Map<Kind, NativeThreads> threads = new EnumMap<>(Kind.class);
    private final Map<Kind, ConnectionSlot> slots = new EnumMap<>(Kind.class);
    private final Turns agents = new Turns();
    private final WatchedCalls calls;

    LibvirtConnection(String uri, Duration timeout) {
        this.uri = uri;
        calls = new WatchedCalls(uri);
        this.timeout = timeout;
        // One connection hears the events.
        var first = new ConnectionSlot(uri, () -> open(Optional.of(events)));
        // The state of libvirt's test driver lives in one connection.
        boolean apart = !uri.startsWith("test:");
        for (Kind kind : Kind.values()) {
            threads.put(kind, new NativeThreads("libvirt-" + kind.name().toLowerCase(Locale.ROOT) + "-", kind.atOnce));
            slots.put(
                    kind, apart && kind != Kind.QUICK ? new ConnectionSlot(uri, () -> open(Optional.empty())) : first);
        }
    }

    private OpenConnect open(Optional<LibvirtEvents> told) throws LibvirtException {
        LibvirtEventLoop.ensureStarted();
        return new OpenConnect(uri, told);
    }

    LibvirtEvents events() {
        return events;
    }

    String uri() {
        return uri;
    }

    /**
     * Does something, once.
     *
     * @throws ToolException when libvirt refuses, cannot be reached or does not answer in time
     */
    <T> T call(Work<T> work) {
        return call(Kind.QUICK, timeout, work);
    }

    /** The same with another time-out. */
    <T> T call(Duration atMost, Work<T> work) {
        return call(Kind.QUICK, atMost, work);
    }

    /** Tells QEMU something, which may be in no state to answer. */
    <T> T callPower(Work<T> work) {
        return call(Kind.POWER, timeout, work);
    }

    /**
     * Asks a guest something, by its agent where it has one. A machine is asked one thing at a time: libvirt would let the next
     * call wait inside itself.
     *
     * @param kind of the call
     * @param turn how long to wait until nobody else asks the machine
     * @throws ToolException {@code wrong_state} when somebody else still asks it then, and as {@link #call(Work)} does
     */
    <T> T callGuest(Kind kind, String machine, Duration turn, Work<T> work) {
        Runnable done = agents.take(machine, turn)
                .orElseThrow(() -> new ToolException(
                        ErrorCode.WRONG_STATE,
                        "Another call still waits for the guest agent of virtual machine " + machine
                                + ", so it was not asked again.",
                        "Try again in a minute. If this continues, diagnose_vm looks for the cause."));
        try {
            T answer = call(kind, timeout, work);
            done.run();
            return answer;
        } catch (ToolException e) {
            if (mayStillHappen(e)) {
                Thread.ofVirtual().name("turn-" + machine).start(() -> {
                    settled(e);
                    done.run();
                });
            } else {
                done.run();
            }
            throw e;
        } catch (RuntimeException | Error e) {
            done.run();
            throw e;
        }
    }

    /** As {@link #callGuest} by the agent, of a question that changes nothing. */
    <T> T readGuest(String machine, Duration turn, Work<T> work) {
        try {
            return callGuest(Kind.AGENT, machine, turn, work);
        } catch (ToolException e) {
            throw CallFailures.ofReading(e);
        }
    }

    /** Does something that may take minutes, and not in the way of what is quick. */
    <T> T callLong(Duration atMost, Work<T> work) {
        return call(Kind.LONG, atMost, work);
    }

    /** Reads something, and once more in the time that is left when the connection is lost while it does. */
    <T> T read(Work<T> work) {
        return read(timeout, work);
    }

    /** As {@link #read(Work)}, in so much time. */
    <T> T read(Duration atMost, Work<T> work) {
        long end = System.nanoTime() + atMost.toNanos();
        try {
            return call(atMost, work);
        } catch (ToolException e) {
            Duration left = Duration.ofNanos(end - System.nanoTime());
            if (CallFailures.isLost(e) && left.isPositive()) {
                return call(left, work);
            }
            throw CallFailures.ofReading(e);
        }
    }

    private <T> T call(Kind kind, Duration atMost, Work<T> work) {
        return calls.watch(() -> onThreadOf(kind, atMost, work));
    }

    private <T> T onThreadOf(Kind kind, Duration atMost, Work<T> work) {
        try {
            return threads.get(kind).run(begin -> on(slots.get(kind), begin, work), atMost);
        } catch (TimeoutException e) {
            throw CallFailures.tooSlow(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            // Its cause tells whether libvirt still works on it.
            throw new ToolException(ToolException.cancelled().error(), e.getCause());
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case ToolException known -> throw known;
                case LibvirtException refused -> throw LibvirtErrors.translated(refused);
                default -> throw new IllegalStateException(e.getCause());
            }
        }
    }

    private <T> T on(ConnectionSlot slot, NativeThreads.Begin begin, Work<T> work)
            throws LibvirtException, TimeoutException {
        OpenConnect connect = enter(slot);
        try {
            begin.now();
            return work.on(connect);
        } catch (LibvirtException e) {
            if (connect.isUsable()) {
                throw e;
            }
            throw CallFailures.lost(e);
        } catch (ToolException e) {
            // What a class made of an error that only says that nobody answers any more.
            throw e.getCause() instanceof LibvirtException refused && !connect.isUsable()
                    ? CallFailures.lost(refused)
                    : e;
        } finally {
            connect.leave();
        }
    }

    private OpenConnect enter(ConnectionSlot slot) {
        try {
            return slot.enter();
        } catch (LibvirtException | UnsatisfiedLinkError e) {
            throw unavailable(e);
        }
    }

    /** Whether libvirt still works on what ended so for its caller. */
    static boolean mayStillHappen(ToolException failure) {
        return failure.getCause() instanceof NativeThreads.StillRunning still && still.goesOn();
    }

    /**
     * Waits until libvirt has come to an end with what it had not done in time, however long that takes.
     *
     * @param timeout what {@link #call} threw
     * @return whether it was done
     */
    static boolean settled(ToolException timeout) {
        return timeout.getCause() instanceof NativeThreads.StillRunning still && still.settled();
    }

    private ToolException unavailable(Throwable cause) {
        LOG.warnf("libvirt cannot be reached at %s: %s", uri, cause.getMessage());
        return new ToolException(
                ErrorCode.BACKEND_UNAVAILABLE,
                "libvirt cannot be reached at " + uri + ".",
                "An operator must start libvirtd or correct LIBVIRT_URI.",
                cause);
    }

    /**
     * Waits for calls that are under way: libvirt takes itself down while the process ends, and a thread inside it would crash then.
     *
     * @return whether none is left
     */
    boolean awaitEnd(Instant deadline) {
        return threads.values().stream().allMatch(each -> each.awaitEnd(Duration.between(Instant.now(), deadline)));
    }

    /** No call begins from now on. The connections are closed when the last call ends. */
    @Override
    public void close() {
        threads.values().forEach(NativeThreads::close);
        slots.values().forEach(ConnectionSlot::close);
    }
}
