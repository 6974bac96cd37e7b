package io.qubinode.mcp.airflow.libvirt;

import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.libvirt.LibvirtException;

/**
 * One connection to libvirtd, opened when first needed and again when lost. A call that takes too long costs its caller its
 * time-out and no more; native calls cannot be interrupted, so they run on threads of their own.
 */
final class LibvirtConnection implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(LibvirtConnection.class);
    // Together not more than max_client_requests of libvirtd.conf, so that long work leaves room for short.
    private static final int THREADS = 4;
    private static final int LONG_THREADS = 1;

    /** What is to be done with a connection. */
    @FunctionalInterface
    interface Work<T> {
        T on(OpenConnect connect) throws LibvirtException;
    }

    private final String uri;
    private final Duration timeout;
    private final LibvirtEvents events = new LibvirtEvents();
    private final ReentrantLock lock = new ReentrantLock();
    private final NativeThreads threads = new NativeThreads("libvirt-", THREADS);
    private final NativeThreads longThreads = new NativeThreads("libvirt-long-", LONG_THREADS);
    private final WatchedCalls calls;
    private OpenConnect current;

    LibvirtConnection(String uri, Duration timeout) {
        this.uri = uri;
        calls = new WatchedCalls(uri);
        this.timeout = timeout;
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
        return call(threads, timeout, work);
    }

    /** The same with another time-out. */
    <T> T call(Duration atMost, Work<T> work) {
        return call(threads, atMost, work);
    }

    /** Does something that may take minutes, and not in the way of what is quick. */
    <T> T callLong(Duration atMost, Work<T> work) {
        return call(longThreads, atMost, work);
    }

    /** Reads something, and once more in the time that is left when the connection is lost while it does. */
    <T> T read(Work<T> work) {
        long end = System.nanoTime() + timeout.toNanos();
        try {
            return call(work);
        } catch (ToolException e) {
            Duration left = Duration.ofNanos(end - System.nanoTime());
            if (e.getCause() instanceof LostWhileWorking && left.isPositive()) {
                return call(left, work);
            }
            throw e;
        }
    }

    private <T> T call(NativeThreads place, Duration atMost, Work<T> work) {
        return calls.watch(() -> onThreadOf(place, atMost, work));
    }

    private <T> T onThreadOf(NativeThreads place, Duration atMost, Work<T> work) {
        try {
            return place.run(() -> on(work), atMost);
        } catch (TimeoutException e) {
            throw tooSlow(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            // Its cause tells whether libvirt still works on it.
            throw new ToolException(ToolException.cancelled().error(), e.getCause());
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case ToolException known -> throw known;
                case LibvirtException refused -> throw LibvirtErrors.translated(refused);
                case LinkageError missing -> throw unavailable(missing);
                default -> throw new IllegalStateException(e.getCause());
            }
        }
    }

    private <T> T on(Work<T> work) throws LibvirtException {
        OpenConnect connect = enter();
        try {
            return work.on(connect);
        } catch (LibvirtException e) {
            if (connect.isUsable()) {
                throw e;
            }
            throw lost(e);
        } catch (ToolException e) {
            // What a class made of an error that only says that nobody answers any more.
            throw e.getCause() instanceof LibvirtException refused && !connect.isUsable() ? lost(refused) : e;
        } finally {
            connect.leave();
        }
    }

    private OpenConnect enter() {
        lock.lock();
        try {
            if (current != null && !current.isUsable()) {
                LOG.warnf("The connection to %s is lost and opened again", uri);
                retire();
            }
            if (current == null) {
                LibvirtEventLoop.ensureStarted();
                current = new OpenConnect(uri, events);
            }
            current.enter();
            return current;
        } catch (LibvirtException e) {
            throw unavailable(e);
        } finally {
            lock.unlock();
        }
    }

    private void retire() {
        current.retire();
        current = null;
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

    /** The cause of a failure that says nothing of whether the work was done. */
    private static final class LostWhileWorking extends Exception {

        private static final long serialVersionUID = 1L;

        LostWhileWorking(LibvirtException cause) {
            super(cause);
        }
    }

    private static ToolException lost(LibvirtException cause) {
        return new ToolException(
                ErrorCode.BACKEND_UNAVAILABLE,
                "The connection to libvirt was lost before it answered.",
                "What was asked for may have happened: look with get_vm_info before a repeat.",
                new LostWhileWorking(cause));
    }

    private ToolException unavailable(Throwable cause) {
        LOG.warnf("libvirt cannot be reached at %s: %s", uri, cause.getMessage());
        return new ToolException(
                ErrorCode.BACKEND_UNAVAILABLE,
                "libvirt cannot be reached at " + uri + ".",
                "An operator must start libvirtd or correct LIBVIRT_URI.",
                cause);
    }

    private static ToolException tooSlow(TimeoutException cause) {
        boolean begun = cause instanceof NativeThreads.StillRunning;
        return new ToolException(
                ErrorCode.BACKEND_TIMEOUT,
                begun ? "libvirt did not answer in time." : "libvirt is busy with other calls.",
                begun
                        ? "What was asked for may still happen: look with get_vm_info before a repeat."
                        : "Nothing was done; call again later.",
                cause);
    }

    /**
     * Waits for calls that are under way: libvirt takes itself down while the process ends, and a thread inside it would crash then.
     *
     * @return whether none is left
     */
    boolean awaitEnd(Instant deadline) {
        return threads.awaitEnd(Duration.between(Instant.now(), deadline))
                && longThreads.awaitEnd(Duration.between(Instant.now(), deadline));
    }

    /** No call begins from now on. The connection is closed when the last call ends. */
    @Override
    public void close() {
        threads.close();
        longThreads.close();
        lock.lock();
        try {
            if (current != null) {
                retire();
            }
        } finally {
            lock.unlock();
        }
    }
}
