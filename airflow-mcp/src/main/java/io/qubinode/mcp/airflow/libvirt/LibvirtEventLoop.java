package io.qubinode.mcp.airflow.libvirt;

import com.sun.jna.Native;
import org.jboss.logging.Logger;
import org.libvirt.Connect;
import org.libvirt.Library;
import org.libvirt.LibvirtException;

/**
 * libvirt's event loop, without which there are no events and no keepalive. It belongs to the process, not to a connection, and
 * must be there before the first.
 *
 * @see <a href="https://libvirt.org/html/libvirt-libvirt-event.html#virEventRegisterDefaultImpl">virEventRegisterDefaultImpl</a>
 */
final class LibvirtEventLoop {

    private static final Logger LOG = Logger.getLogger(LibvirtEventLoop.class);

    private LibvirtEventLoop() {}

    /**
     * Starts it, once.
     *
     * @throws LinkageError where libvirt's library is not installed
     */
    static void ensureStarted() throws LibvirtException {
        switch (Started.FAILURE) {
            case null -> {}
            case LibvirtException refused -> throw refused;
            case LinkageError missing -> throw missing;
            default -> throw new IllegalStateException(Started.FAILURE);
        }
    }

    private static final class Started {
        static final Throwable FAILURE = start();

        private static Throwable start() {
            try {
                // Without a callback libvirt prints every error on standard error.
                Connect.setErrorCallback(LibvirtErrors.SILENT);
                // JNA would print them. An event that arrives while its connection closes is one.
                Native.setCallbackExceptionHandler((callback, e) -> LOG.debug("An event was not handled", e));
                Library.initEventLoop();
            } catch (LibvirtException | LinkageError e) {
                return e;
            }
            Thread.ofPlatform().daemon().name("libvirt-events").start(Started::run);
            return null;
        }

        private static void run() {
            while (true) {
                try {
                    Library.processEvent();
                } catch (LibvirtException e) {
                    LOG.debug("An event of libvirt could not be handled", e);
                }
            }
        }
    }
}
