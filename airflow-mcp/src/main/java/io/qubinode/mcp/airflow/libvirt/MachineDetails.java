package io.qubinode.mcp.airflow.libvirt;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A domain with its parts.
 *
 * @param machine as the listing shows it
 * @param type kvm, qemu for software emulation, or test on libvirt's test driver
 * @param cpuTimeSeconds how long its CPUs have worked since it started; empty on libvirt's test driver, which tells the time of day
 * @param startedAt when it started; only known of a local QEMU
 * @param autostart whether it starts with the host
 * @param autostartOnce whether it starts with the host's next start only
 * @param disks its disks and CD-ROMs
 * @param interfaces its network interfaces
 * @param kcli what kcli's metadata says
 * @param pending what it has from its next start on
 * @param agentChannel whether a guest's agent could be asked
 */
public record MachineDetails(
        Machine machine,
        String type,
        Optional<Double> cpuTimeSeconds,
        Optional<Instant> startedAt,
        boolean autostart,
        boolean autostartOnce,
        List<Disk> disks,
        List<Interface> interfaces,
        Optional<KcliMetadata> kcli,
        Optional<Pending> pending,
        boolean agentChannel) {

    public MachineDetails {
        disks = List.copyOf(disks);
        interfaces = List.copyOf(interfaces);
    }

    /** Whether libvirt's test driver tells of it: nothing runs there, so no guest or disk lacks anything. */
    public boolean isSimulated() {
        return type.equals("test");
    }

    /** Sizes that a running machine has from its next start on, where they are others than now. */
    public record Pending(Optional<Long> memoryMib, Optional<Integer> cpus) {}

    /**
     * A disk.
     *
     * @param target its name inside, such as {@code vda}
     * @param device disk, cdrom, floppy or lun; filesystem, memory or hostdev for what else keeps data
     * @param source where its content is; empty when the drive is empty
     * @param volume the name of its volume or file; empty when it is neither
     * @param inPool whether that volume is in the configured pool
     * @param own whether the machine alone may write to it: it is neither read-only nor made to be shared
     * @param capacityBytes its size
     * @param allocationBytes how much of it is in use on the host
     */
    public record Disk(
            String target,
            String device,
            Optional<DiskSource> source,
            Optional<String> volume,
            boolean inPool,
            boolean own,
            Optional<Long> capacityBytes,
            Optional<Long> allocationBytes) {

        public Disk withSizes(long capacity, long allocation) {
            return new Disk(
                    target, device, source, volume, inPool, own, Optional.of(capacity), Optional.of(allocation));
        }
    }

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
