package io.qubinode.mcp.airflow.vm;

import io.qubinode.mcp.airflow.libvirt.LibvirtHost;
import io.qubinode.mcp.airflow.vm.VmTools.ListVms;
import io.qubinode.mcp.airflow.vm.VmTools.ListedVm;
import io.qubinode.mcp.airflow.vm.VmTools.VmList;
import io.qubinode.mcp.security.core.ToolException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The machines of several hypervisors in one list. */
final class AllMachines {

    private final List<LibvirtHost> hosts;

    AllMachines(List<LibvirtHost> hosts) {
        this.hosts = hosts;
    }

    /**
     * Those of all hosts that answer; the note names the others.
     *
     * @throws ToolException when none answers
     */
    VmList list(ListVms input) {
        var machines = new ArrayList<ListedVm>();
        var silent = new ArrayList<String>();
        ToolException failure = null;
        for (LibvirtHost host : hosts) {
            try {
                host.hypervisor()
                        .machines()
                        .forEach(machine -> machines.add(MachinePages.listed(machine, Optional.of(host.name()))));
            } catch (ToolException e) {
                silent.add(host.name());
                failure = e;
            }
        }
        if (silent.size() == hosts.size()) {
            throw failure;
        }
        return MachinePages.page(
                machines,
                input,
                silent.isEmpty()
                        ? Optional.empty()
                        : Optional.of(
                                "Without the machines of " + String.join(", ", silent) + ", which did not answer."));
    }
}
