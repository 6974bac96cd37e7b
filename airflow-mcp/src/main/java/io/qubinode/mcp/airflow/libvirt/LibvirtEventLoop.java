package io.qubinode.mcp.airflow.libvirt;

import com.sun.jna.Native;
import java.nio.charset.StandardCharsets;
import org.jboss.logging.Logger;
import org.libvirt.Connect;
import org.libvirt.Library;
import org.libvirt.LibvirtException;
import org.libvirt.jna.Libvirt;

/**
 * libvirt's event loop, without which there are no events and no keepalive. It belongs to the process, not to a connection, and
 * must be there before the first.
 *
 * @see <a href="https://libvirt.org/html/libvirt-libvirt-event.html#virEventRegisterDefaultImpl">virEventRegisterDefaultImpl</a>
 */
final class LibvirtEventLoop implements Runnable {

    private static final Logger LOG = Logger.getLogger(LibvirtEventLoop.class);

    private static boolean begun;
    private static Throwable failure;

    /** Kept here, because native code calls it as long as this loop's thread lives. */
    private final Libvirt.VirErrorCallback silent = (data, error) -> {};

    private LibvirtEventLoop() {}

    /**
     * Starts it, once.
     *
     * @throws LinkageError where libvirt's library is not installed
     */
    static synchronized void ensureStarted() throws LibvirtException {
        if (!begun) {
            begun = true;
            failure = start();
        }
        switch (failure) {
            case null -> {}
            case LibvirtException refused -> throw refused;
            case LinkageError missing -> throw missing;
            default -> throw new IllegalStateException(failure);
        }
    }

    private static Throwable start() {
        try {
            // libvirt's, whatever the locale of this process is: the names of machines are not only ASCII.
            System.setProperty("jna.encoding", StandardCharsets.UTF_8.name());
            var loop = new LibvirtEventLoop();
            // Without a callback libvirt prints every error on standard error.
            Connect.setErrorCallback(loop.silent);
            // JNA would print them. An event that arrives while its connection closes is one.
            Native.setCallbackExceptionHandler((callback, e) -> LOG.debug("An event was not handled", e));
            Library.initEventLoop();
            Thread.ofPlatform().daemon().name("libvirt-events").start(loop);
            return null;
        } catch (LibvirtException | LinkageError e) {
            return e;
        }
    }

    @Override
    public void run() {
        while (true) {
            try {
                Library.processEvent();
            } catch (LibvirtException e) {
                LOG.debug("An event of libvirt could not be handled", e);
            }
        }
    }
}
