package io.qubinode.mcp.airflow.libvirt;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.libvirt.LibvirtException;

/**
 * The place of one connection to libvirtd, which is opened when first needed and again when lost. Opening may hang as long as
 * the network lets it: one thread does it, outside any lock, and the others wait for it. Safe to use from any thread.
 */
final class ConnectionSlot implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(ConnectionSlot.class);

    /** Opens a connection. */
    @FunctionalInterface
    interface Opener {
        OpenConnect open() throws LibvirtException;
    }

    private final String uri;
    private final Opener opener;
    private final ReentrantLock lock = new ReentrantLock();
    // All of these under the lock.
    private OpenConnect current;
    private CompletableFuture<Void> opening;
    private boolean closed;

    ConnectionSlot(String uri, Opener opener) {
        this.uri = uri;
        this.opener = opener;
    }

    /**
     * The connection, entered, so that it must be left.
     *
     * @throws LibvirtException when it cannot be opened
     */
    OpenConnect enter() throws LibvirtException {
        while (true) {
            CompletableFuture<Void> awaited;
            lock.lock();
            try {
                if (current != null && current.isUsable()) {
                    current.enter();
                    return current;
                }
                if (current != null) {
                    LOG.warnf("The connection to %s is lost and opened again", uri);
                    current.retire();
                    current = null;
                }
                awaited = opening;
                if (awaited == null) {
                    opening = new CompletableFuture<>();
                }
            } finally {
                lock.unlock();
            }
            if (awaited == null) {
                return opened();
            }
            await(awaited);
        }
    }

    /** Opens and enters it, and tells those who wait for it. */
    private OpenConnect opened() throws LibvirtException {
        OpenConnect fresh = null;
        Throwable failure = null;
        try {
            fresh = opener.open();
            fresh.enter();
            return fresh;
        } catch (LibvirtException | RuntimeException | Error e) {
            failure = e;
            throw e;
        } finally {
            tell(fresh, failure);
        }
    }

    private void tell(OpenConnect fresh, Throwable failure) {
        CompletableFuture<Void> told;
        lock.lock();
        try {
            told = opening;
            opening = null;
            if (fresh != null && closed) {
                fresh.retire();
            } else {
                current = fresh;
            }
        } finally {
            lock.unlock();
        }
        if (failure == null) {
            told.complete(null);
        } else {
            told.completeExceptionally(failure);
        }
    }

    private static void await(CompletableFuture<Void> opening) throws LibvirtException {
        try {
            opening.join();
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case LibvirtException refused -> throw refused;
                case RuntimeException known -> throw known;
                case Error missing -> throw missing;
                default -> throw e;
            }
        }
    }

    /** Closes it when nobody is in it any more. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            if (current != null) {
                current.retire();
                current = null;
            }
        } finally {
            lock.unlock();
        }
    }
}
