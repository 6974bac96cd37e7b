package io.qubinode.mcp.airflow.vm;

import io.qubinode.mcp.airflow.libvirt.Hypervisor;
import io.qubinode.mcp.airflow.libvirt.Machine;
import io.qubinode.mcp.airflow.libvirt.MachineDetails;
import io.qubinode.mcp.airflow.libvirt.MachineDetails.Disk;
import io.qubinode.mcp.airflow.vm.VmTools.ListVms;
import io.qubinode.mcp.airflow.vm.VmTools.VmDisk;
import io.qubinode.mcp.airflow.vm.VmTools.VmInfo;
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
                machine.memoryMib(),
                machine.cpus(),
                details.cpuTimeSeconds(),
                details.startedAt(),
                details.startedAt()
                        .map(start -> Duration.between(start, Instant.now()).toSeconds()),
                details.autostart(),
                details.disks().stream().map(MachineViews::disk).toList(),
                details.interfaces(),
                details.kcli());
    }

    private static VmDisk disk(Disk disk) {
        return new VmDisk(
                disk.target(),
                disk.device(),
                disk.volume(),
                disk.capacityBytes().map(MachineViews::gib),
                disk.allocationBytes().map(MachineViews::gib));
    }

    private static double gib(long bytes) {
        return Math.round(bytes / GIB * 100) / 100.0;
    }
}
