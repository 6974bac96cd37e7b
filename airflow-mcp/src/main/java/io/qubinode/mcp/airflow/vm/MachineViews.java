package io.qubinode.mcp.airflow.vm;

import io.qubinode.mcp.airflow.libvirt.Hypervisor;
import io.qubinode.mcp.airflow.libvirt.Machine;
import io.qubinode.mcp.airflow.libvirt.MachineDetails;
import io.qubinode.mcp.airflow.libvirt.MachineDetails.Disk;
import io.qubinode.mcp.airflow.vm.VmTools.ListVms;
import io.qubinode.mcp.airflow.vm.VmTools.VmDisk;
import io.qubinode.mcp.airflow.vm.VmTools.VmInfo;
import io.qubinode.mcp.airflow.vm.VmTools.VmList;
import io.qubinode.mcp.security.tool.AnswerBudget;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Shows machines. */
@Singleton
final class MachineViews {

    private static final double GIB = 1L << 30;

    private final Hypervisor hypervisor;

    @Inject
    MachineViews(Hypervisor hypervisor) {
        this.hypervisor = hypervisor;
    }

    /** A page in the order of names; the cursor is the last name of the page before, so that it survives changes. */
    VmList list(ListVms input) {
        List<Machine> matching = hypervisor.machines().stream()
                .filter(machine -> input.state().isEmpty() || input.state().get() == machine.state())
                .toList();
        List<Machine> rest = matching.stream()
                .filter(machine -> input.cursor().isEmpty()
                        || machine.name().compareTo(input.cursor().get()) > 0)
                .toList();
        List<Machine> page =
                AnswerBudget.fitting(rest.stream().limit(input.limit()).toList());
        return new VmList(
                page,
                matching.size(),
                page.size() < rest.size() ? Optional.of(page.getLast().name()) : Optional.empty());
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
