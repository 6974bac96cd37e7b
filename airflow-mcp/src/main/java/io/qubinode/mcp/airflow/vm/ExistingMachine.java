package io.qubinode.mcp.airflow.vm;

import io.qubinode.mcp.airflow.libvirt.Creation;
import io.qubinode.mcp.airflow.libvirt.HostSnapshot;
import io.qubinode.mcp.airflow.libvirt.Hypervisor;
import io.qubinode.mcp.airflow.libvirt.Machine;
import io.qubinode.mcp.airflow.libvirt.MachineDetails;
import io.qubinode.mcp.airflow.libvirt.MachineDetails.Disk;
import io.qubinode.mcp.airflow.libvirt.MachineState;
import io.qubinode.mcp.airflow.vm.VmTools.CreateVm;
import io.qubinode.mcp.airflow.vm.VmTools.Created;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Decides whether a machine that has the name already is the one that is asked for. */
final class ExistingMachine {

    private final Hypervisor hypervisor;

    ExistingMachine(Hypervisor hypervisor) {
        this.hypervisor = hypervisor;
    }

    /**
     * The answer to a repeat.
     *
     * @param host as it is now
     * @return empty when there is no such machine
     * @throws ToolException {@code already_exists} when it is another, saying what differs
     */
    Optional<Created> asAsked(CreateVm input, HostSnapshot host) {
        String name = input.name();
        if (host.machine(name).isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> asked = hypervisor
                .origin(name)
                .creation()
                .map(Creation::asked)
                .orElseThrow(() -> taken(name, "It was not made by this service."));
        List<String> differences = RequestFingerprint.differences(RequestFingerprint.of(input), asked);
        if (!differences.isEmpty()) {
            throw taken(name, "Of that one " + String.join("; ", differences) + ".");
        }
        return Optional.of(answer(input, hypervisor.machine(name)));
    }

    private static Created answer(CreateVm input, MachineDetails details) {
        Machine machine = details.machine();
        return new Created(
                machine.name(),
                Optional.of(machine.state()),
                machine.image().orElse(input.image()),
                details.disks().stream()
                        .map(Disk::volume)
                        .flatMap(Optional::stream)
                        .toList(),
                details.interfaces().stream()
                        .flatMap(network -> network.addresses().stream())
                        .map(address -> address.replaceFirst("/.*", ""))
                        .toList(),
                Optional.of(
                        input.start() && machine.state() != MachineState.RUNNING
                                ? "It was there already, but it is "
                                        + machine.state().name().toLowerCase(Locale.ROOT)
                                        + "; nothing was changed. Use vm_power start, or diagnose_vm."
                                : "It was there already, made as asked; nothing was changed."));
    }

    private static ToolException taken(String name, String how) {
        return new ToolException(
                ErrorCode.ALREADY_EXISTS,
                "There is a virtual machine named " + name + " already. " + how,
                "Choose another name, or look at it with get_vm_info.");
    }
}
