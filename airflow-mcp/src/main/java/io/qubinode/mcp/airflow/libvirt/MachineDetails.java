package io.qubinode.mcp.airflow.libvirt;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A domain with its parts.
 *
 * @param machine as the listing shows it
 * @param type kvm, or qemu for software emulation
 * @param cpuTimeSeconds how long its CPUs have worked since it started; empty on libvirt's test driver, which tells the time of day
 * @param startedAt when it started; only known of a local QEMU
 * @param autostart whether it starts with the host
 * @param disks its disks and CD-ROMs
 * @param interfaces its network interfaces
 * @param kcli what kcli's metadata says
 */
public record MachineDetails(
        Machine machine,
        String type,
        Optional<Double> cpuTimeSeconds,
        Optional<Instant> startedAt,
        boolean autostart,
        List<Disk> disks,
        List<Interface> interfaces,
        Optional<KcliMetadata> kcli) {

    public MachineDetails {
        disks = List.copyOf(disks);
        interfaces = List.copyOf(interfaces);
    }

    /**
     * A disk.
     *
     * @param target its name inside, such as {@code vda}
     * @param device disk or cdrom
     * @param volume the name of its volume; empty when the drive is empty or it is no file
     * @param inPool whether that volume is in the configured pool
     * @param capacityBytes its size
     * @param allocationBytes how much of it is in use on the host
     */
    public record Disk(
            String target,
            String device,
            Optional<String> volume,
            boolean inPool,
            Optional<Long> capacityBytes,
            Optional<Long> allocationBytes) {}

    /**
     * A network interface.
     *
     * @param mac its hardware address
     * @param network the network or bridge
     * @param addresses IP addresses with prefix length, as far as DHCP leases tell
     */
    public record Interface(String mac, Optional<String> network, List<String> addresses) {

        public Interface {
            addresses = List.copyOf(addresses);
        }
    }
}
