package io.qubinode.mcp.airflow.vm;

import io.qubinode.mcp.airflow.libvirt.KcliMetadata;
import io.qubinode.mcp.airflow.libvirt.MachineDetails.Interface;
import io.qubinode.mcp.airflow.libvirt.MachineDetails.Pending;
import io.qubinode.mcp.airflow.libvirt.MachineState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A machine in detail.
 *
 * @param reason why it is in that state, where that is not ordinary
 * @param savedState whether it continues from a saved state at its next start
 * @param pending what it has from its next start on, where that is not what it has now
 */
public record VmInfo(
        String name,
        MachineState state,
        Optional<String> reason,
        Optional<Boolean> savedState,
        long memoryMib,
        int cpus,
        Optional<Pending> pending,
        Optional<Double> cpuTimeSeconds,
        Optional<Instant> startedAt,
        Optional<Long> uptimeSeconds,
        boolean autostart,
        Optional<Boolean> autostartOnce,
        List<VmDisk> disks,
        List<Interface> interfaces,
        Optional<KcliMetadata> kcli) {

    /**
     * A disk, its sizes in GiB.
     *
     * @param type the kind of storage, in libvirt's words
     * @param source where its content is
     * @param volume the name of its volume or file
     */
    public record VmDisk(
            String target,
            String device,
            Optional<String> type,
            Optional<String> source,
            Optional<String> volume,
            Optional<Double> sizeGib,
            Optional<Double> usedGib) {}
}
