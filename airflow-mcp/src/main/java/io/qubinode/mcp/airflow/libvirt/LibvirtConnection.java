package io.qubinode.mcp.airflow.libvirt;

import io.qubinode.mcp.security.gate.ErrorCode;
import io.qubinode.mcp.security.gate.ToolException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.libvirt.Connect;
import org.libvirt.LibvirtException;

/**
 * One connection to libvirtd, opened when first needed and again when lost. Native calls cannot be interrupted, so they run on a
 * few threads of their own: a libvirtd that hangs costs those threads, never the service.
 */
final class LibvirtConnection implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(LibvirtConnection.class);
    private static final int THREADS = 4;
    private static final int WAITING = 100;

    /** What is to be done with a connection. */
    @FunctionalInterface
    interface Work<T> {
        T on(Connect connect) throws LibvirtException;
    }

    private final String uri;
    private final Duration timeout;
    private final ReentrantLock lock = new ReentrantLock();
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            THREADS,
            THREADS,
            30,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            Thread.ofPlatform().daemon().name("libvirt-", 0).factory());
    private Connect connect;

    LibvirtConnection(String uri, Duration timeout) {
        this.uri = uri;
        this.timeout = timeout;
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Does something.
     *
     * @throws ToolException when libvirt refuses, cannot be reached or does not answer in time
     */
    <T> T call(Work<T> work) {
        Future<T> result;
        try {
            result = threads.submit(() -> work.on(open()));
        } catch (RejectedExecutionException e) {
            throw tooSlow(e);
        }
        try {
            return result.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw tooSlow(new StillRunning(result));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ToolException.cancelled();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case ToolException known -> throw known;
                case LibvirtException refused -> throw LibvirtErrors.translated(refused);
                case UnsatisfiedLinkError missing -> throw unavailable(missing);
                default -> throw new IllegalStateException(e.getCause());
            }
        }
    }

    /** The cause of a time-out: what was asked for, which a native thread still works on. */
    private static final class StillRunning extends Exception {

        private static final long serialVersionUID = 1L;
        private final transient Future<?> work;

        StillRunning(Future<?> work) {
            super("libvirt still works on it");
            this.work = work;
        }
    }

    /**
     * Waits until libvirt has come to an end with what it had not done in time, however long that takes.
     *
     * @param timeout what {@link #call} threw
     * @return whether it was done
     */
    static boolean settled(ToolException timeout) {
        if (!(timeout.getCause() instanceof StillRunning still)) {
            return false;
        }
        try {
            still.work.get();
            return true;
        } catch (ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Connect open() {
        lock.lock();
        try {
            if (connect != null && !isAlive()) {
                LOG.warnf("The connection to %s is lost and opened again", uri);
                closeQuietly();
            }
            if (connect == null) {
                // Without a callback libvirt prints every error on standard error.
                Connect.setErrorCallback(LibvirtErrors.SILENT);
                connect = new Connect(uri);
            }
            return connect;
        } catch (LibvirtException e) {
            throw unavailable(e);
        } finally {
            lock.unlock();
        }
    }

    private boolean isAlive() {
        try {
            return connect.isAlive();
        } catch (LibvirtException e) {
            return false;
        }
    }

    private void closeQuietly() {
        try {
            connect.close();
        } catch (LibvirtException e) {
            LOG.debug("The lost connection could not be closed", e);
        } finally {
            connect = null;
        }
    }

    private ToolException unavailable(Throwable cause) {
        LOG.warnf("libvirt cannot be reached at %s: %s", uri, cause.getMessage());
        return new ToolException(
                ErrorCode.BACKEND_UNAVAILABLE,
                "libvirt cannot be reached at " + uri + ".",
                "An operator must start libvirtd or correct LIBVIRT_URI.",
                cause);
    }

    private static ToolException tooSlow(Exception cause) {
        return new ToolException(
                ErrorCode.BACKEND_TIMEOUT,
                "libvirt did not answer in time.",
                "What was asked for may still happen: look with get_vm_info before a repeat.",
                cause);
    }

    @Override
    public void close() {
        threads.shutdown();
        lock.lock();
        try {
            if (connect != null) {
                closeQuietly();
            }
        } finally {
            lock.unlock();
        }
    }
}
