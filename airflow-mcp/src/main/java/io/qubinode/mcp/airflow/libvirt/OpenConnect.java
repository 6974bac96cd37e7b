package io.qubinode.mcp.airflow.libvirt;

import java.util.Optional;
import org.jboss.logging.Logger;
import org.libvirt.Connect;
import org.libvirt.LibvirtException;
import org.libvirt.jna.ConnectionPointer;
import org.libvirt.jna.Libvirt;
import org.libvirt.jna.Libvirt.VirConnectDomainEventGenericCallback;

/**
 * An open connection and who works with it. One that is lost is closed by the last who leaves it: closing it under a native call
 * of another thread would end the process. Safe to use from any thread.
 */
final class OpenConnect extends Connect {

    private static final Logger LOG = Logger.getLogger(OpenConnect.class);
    // A libvirtd that hangs shows after interval times count.
    private static final int KEEPALIVE_SECONDS = 5;
    private static final int KEEPALIVE_COUNT = 3;
    // VIR_DOMAIN_EVENT_ID_REBOOT
    private static final int REBOOT = 1;
    private static final int NOT_REGISTERED = -1;

    private final Optional<LibvirtEvents> events;
    // Kept here, for native code calls it.
    private final VirConnectDomainEventGenericCallback rebooted;
    private final UnboundLibvirt unbound;
    private int reboots = NOT_REGISTERED;
    private int users;
    private boolean retired;

    /** @param events who hears what it tells of domains; empty when another connection does */
    OpenConnect(String uri, Optional<LibvirtEvents> events) throws LibvirtException {
        this(uri, events, UnboundLibvirt.load());
    }

    OpenConnect(String uri, Optional<LibvirtEvents> events, UnboundLibvirt unbound) throws LibvirtException {
        super(uri);
        this.events = events;
        this.unbound = unbound;
        rebooted = (connect, domain, data) ->
                events.ifPresent(told -> told.onReboot(Libvirt.INSTANCE.virDomainGetName(domain)));
        // A driver may have one and not another.
        events.ifPresent(told -> {
            attempt("It tells nothing of machines' lives", () -> addLifecycleListener(told));
            attempt("It tells nothing of guests' agents", () -> addAgentLifecycleListener(told));
            hearReboots();
        });
        attempt("It has no keepalive", () -> setKeepAlive(KEEPALIVE_SECONDS, KEEPALIVE_COUNT));
    }

    @FunctionalInterface
    private interface Step {
        void take() throws LibvirtException;
    }

    private static void attempt(String otherwise, Step step) {
        try {
            step.take();
        } catch (LibvirtException e) {
            LOG.debug(otherwise, e);
        }
    }

    /** Not by libvirt-java, which accepts no listener for reboots back: one that stays keeps the connection from being closed. */
    private void hearReboots() {
        reboots = Libvirt.INSTANCE.virConnectDomainEventRegisterAny(vcp, null, REBOOT, rebooted, null, null);
        if (reboots < 0) {
            LOG.debug("It tells nothing of reboots");
        }
    }

    /** What libvirt's C functions take. */
    ConnectionPointer pointer() {
        return vcp;
    }

    /** Those of libvirt's C functions that libvirt-java lacks. */
    UnboundLibvirt unbound() {
        return unbound;
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
        events.ifPresent(told -> {
            attempt("A listener of a lost connection cannot be removed", () -> removeLifecycleListener(told));
            attempt("A listener of a lost connection cannot be removed", () -> removeAgentLifecycleListener(told));
        });
        if (reboots >= 0) {
            Libvirt.INSTANCE.virConnectDomainEventDeregisterAny(vcp, reboots);
        }
        attempt("The connection could not be closed", this::close);
    }
}
