package io.qubinode.mcp.airflow.libvirt;

import io.qubinode.mcp.security.core.ToolException;
import java.util.List;
import java.util.Optional;

/**
 * Looks at the hypervisor's host. Every method throws {@link ToolException} as {@link Hypervisor} does, and is safe to use from
 * any thread.
 */
public interface HostInsight {

    /**
     * A host.
     *
     * @param name its host name
     * @param hypervisor its name and versions
     * @param cpuModel the architecture or model as libvirt names it
     * @param cpus its CPUs, threads counted
     * @param memoryMib its memory
     * @param freeMemoryMib how much of it nobody uses now; caches may give back more
     */
    record Host(
            String name, String hypervisor, String cpuModel, int cpus, long memoryMib, Optional<Long> freeMemoryMib) {}

    /**
     * A virtual network.
     *
     * @param name its name
     * @param active whether it is started
     * @param autostart whether it starts with the host
     * @param bridge its bridge on the host
     * @param mode how it reaches the outside: {@code nat}, {@code route}, {@code bridge}…, or {@code isolated}
     * @param addresses the host's addresses on it, with prefix or netmask
     * @param dhcpRanges from which addresses guests get theirs
     */
    record Network(
            String name,
            boolean active,
            boolean autostart,
            Optional<String> bridge,
            String mode,
            List<String> addresses,
            List<String> dhcpRanges) {
        public Network {
            addresses = List.copyOf(addresses);
            dhcpRanges = List.copyOf(dhcpRanges);
        }
    }

    /**
     * A storage pool.
     *
     * @param name its name
     * @param active whether it is started
     * @param autostart whether it starts with the host
     * @param type {@code dir}, {@code logical}, {@code rbd}…
     * @param capacityBytes its size; 0 when it is not active
     * @param freeBytes how much it can still take
     */
    record Pool(String name, boolean active, boolean autostart, String type, long capacityBytes, long freeBytes) {}

    Host host();

    /** All networks, in the order of their names. */
    List<Network> networks();

    /** All storage pools, in the order of their names. */
    List<Pool> pools();
}
