package io.qubinode.mcp.airflow.libvirt;

import org.jboss.logging.Logger;
import org.libvirt.Connect;
import org.libvirt.LibvirtException;
import org.libvirt.event.LifecycleListener;
import org.libvirt.jna.ConnectionPointer;

/**
 * An open connection and who works with it. One that is lost is closed by the last who leaves it: closing it under a native call
 * of another thread would end the process. Safe to use from any thread.
 */
final class OpenConnect extends Connect {

    private static final Logger LOG = Logger.getLogger(OpenConnect.class);
    // A libvirtd that hangs shows after interval times count.
    private static final int KEEPALIVE_SECONDS = 5;
    private static final int KEEPALIVE_COUNT = 3;

    private final LifecycleListener listener;
    private int users;
    private boolean retired;

    OpenConnect(String uri, LifecycleListener listener) throws LibvirtException {
        super(uri);
        this.listener = listener;
        try {
            addLifecycleListener(listener);
            setKeepAlive(KEEPALIVE_SECONDS, KEEPALIVE_COUNT);
        } catch (LibvirtException e) {
            LOG.debugf(e, "%s has no events or no keepalive", uri);
        }
    }

    /** What libvirt's C functions take. */
    ConnectionPointer pointer() {
        return vcp;
    }

    boolean isUsable() {
        try {
            return isAlive();
        } catch (LibvirtException e) {
            return false;
        }
    }

    synchronized void enter() {
        users++;
    }

    synchronized void leave() {
        users--;
        closeWhenUnused();
    }

    /** Closes it, now or when the last has left. */
    synchronized void retire() {
        retired = true;
        closeWhenUnused();
    }

    private void closeWhenUnused() {
        if (!retired || users > 0) {
            return;
        }
        try {
            removeLifecycleListener(listener);
        } catch (LibvirtException e) {
            LOG.debug("A lost connection does not take its listener back", e);
        }
        try {
            close();
        } catch (LibvirtException e) {
            LOG.debug("The connection could not be closed", e);
        }
    }
}
