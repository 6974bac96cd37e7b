package io.qubinode.mcp.airflow.vm;

import io.qubinode.mcp.airflow.libvirt.DiskSource;
import io.qubinode.mcp.airflow.libvirt.Hypervisor;
import io.qubinode.mcp.airflow.libvirt.Machine;
import io.qubinode.mcp.airflow.libvirt.MachineDetails;
import io.qubinode.mcp.airflow.libvirt.MachineDetails.Disk;
import io.qubinode.mcp.airflow.vm.VmInfo.VmDisk;
import io.qubinode.mcp.airflow.vm.VmTools.ListVms;
import io.qubinode.mcp.airflow.vm.VmTools.VmList;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Shows machines. */
final class MachineViews {

    private static final double GIB = 1L << 30;

    private final Hypervisor hypervisor;

    MachineViews(Hypervisor hypervisor) {
        this.hypervisor = hypervisor;
    }

    VmList list(ListVms input) {
        return MachinePages.page(
                hypervisor.machines().stream()
                        .map(machine -> MachinePages.listed(machine, Optional.empty()))
                        .toList(),
                input,
                Optional.empty());
    }

    VmInfo info(String name) {
        MachineDetails details = hypervisor.machine(name);
        Machine machine = details.machine();
        return new VmInfo(
                machine.name(),
                machine.state(),
                machine.status().reason(),
                when(machine.status().saved()),
                machine.memoryMib(),
                machine.cpus(),
                details.pending(),
                details.cpuTimeSeconds(),
                details.startedAt(),
                details.startedAt()
                        .map(start -> Duration.between(start, Instant.now()).toSeconds()),
                details.autostart(),
                when(details.autostartOnce()),
                details.disks().stream().map(MachineViews::disk).toList(),
                details.interfaces(),
                details.kcli());
    }

    private static Optional<Boolean> when(boolean so) {
        return Optional.of(so).filter(yes -> yes);
    }

    private static VmDisk disk(Disk disk) {
        return new VmDisk(
                disk.target(),
                disk.device(),
                disk.source().map(DiskSource::type),
                disk.source().map(DiskSource::place),
                disk.volume(),
                disk.capacityBytes().map(MachineViews::gib),
                disk.allocationBytes().map(MachineViews::gib));
    }

    private static double gib(long bytes) {
        return Math.round(bytes / GIB * 100) / 100.0;
    }
}
