package io.qubinode.mcp.airflow.libvirt;

import io.qubinode.mcp.security.core.ToolException;
import java.util.List;
import java.util.Optional;

/**
 * Changes what a domain has. Every method throws {@link ToolException} as {@link Hypervisor} does, and is safe to use from any
 * thread.
 */
public interface MachineSizes {

    /**
     * What a domain has.
     *
     * @param running whether it runs or is paused
     * @param status its state
     * @param memoryMib its memory from the next start on
     * @param cpus its CPUs from the next start on
     * @param live what it has now, when it runs
     * @param disks its writable disks
     */
    record Sizes(
            boolean running,
            MachineStatus status,
            long memoryMib,
            int cpus,
            Optional<Live> live,
            List<DiskSize> disks) {
        public Sizes {
            disks = List.copyOf(disks);
        }
    }

    /**
     * What a running domain has and may have without a restart.
     *
     * @param memoryMib its memory
     * @param maximumMib as much as it can be given
     * @param cpus its CPUs
     * @param maximumCpus as many as it can be given
     */
    record Live(long memoryMib, long maximumMib, int cpus, int maximumCpus) {}

    /**
     * A writable disk.
     *
     * @param target its name inside, such as {@code vda}
     * @param capacityBytes its size
     */
    record DiskSize(String target, long capacityBytes) {}

    Sizes of(String name);

    /** Sets memory and CPUs from the next start on; what is empty stays. */
    void setForNextStart(String name, Optional<Integer> memoryMib, Optional<Integer> cpus);

    /** Asks a running guest to use this much memory. */
    void setMemoryNow(String name, long mib);

    /** Plugs CPUs into a running guest. */
    void setCpusNow(String name, int cpus);

    /** Makes a disk larger, at once. */
    void growDisk(String name, String target, long bytes);
}
