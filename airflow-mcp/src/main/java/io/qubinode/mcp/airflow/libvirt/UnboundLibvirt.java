package io.qubinode.mcp.airflow.libvirt;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import org.libvirt.jna.ConnectionPointer;
import org.libvirt.jna.DomainPointer;

/** The C functions that libvirt-java does not bind. */
interface UnboundLibvirt extends Library {

    static UnboundLibvirt load() {
        return Native.load("virt", UnboundLibvirt.class);
    }

    /**
     * All domains in one round trip.
     *
     * @see <a href="https://libvirt.org/html/libvirt-libvirt-domain.html#virConnectGetAllDomainStats">the function</a>
     */
    int virConnectGetAllDomainStats(ConnectionPointer connect, int stats, PointerByReference records, int flags);

    /**
     * The same for the domains of a list that ends in null.
     *
     * @see <a href="https://libvirt.org/html/libvirt-libvirt-domain.html#virDomainListGetStats">the function</a>
     */
    int virDomainListGetStats(DomainPointer[] domains, int stats, PointerByReference records, int flags);

    /** Frees what the two functions give. */
    void virDomainStatsRecordListFree(Pointer records);

    /** @see <a href="https://libvirt.org/html/libvirt-libvirt-domain.html#virDomainRename">virDomainRename</a> */
    int virDomainRename(DomainPointer domain, String name, int flags);

    /** @see <a href="https://libvirt.org/html/libvirt-libvirt-domain.html#virDomainGetState">virDomainGetState</a> */
    int virDomainGetState(DomainPointer domain, IntByReference state, IntByReference reason, int flags);

    /**
     * From libvirt 11.2 on.
     *
     * @see <a href="https://libvirt.org/html/libvirt-libvirt-domain.html#virDomainGetAutostartOnce">virDomainGetAutostartOnce</a>
     */
    int virDomainGetAutostartOnce(DomainPointer domain, IntByReference autostart);
}
