package io.qubinode.mcp.airflow.vm;

import io.qubinode.mcp.airflow.libvirt.HostAnswers;
import io.qubinode.mcp.airflow.libvirt.LibvirtHost;
import io.qubinode.mcp.airflow.libvirt.LibvirtHosts;
import io.qubinode.mcp.airflow.libvirt.Machine;
import io.qubinode.mcp.airflow.vm.VmTools.ListVms;
import io.qubinode.mcp.airflow.vm.VmTools.ListedVm;
import io.qubinode.mcp.airflow.vm.VmTools.VmList;
import io.qubinode.mcp.security.core.ToolException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The machines of several hypervisors in one list. */
final class AllMachines {

    private final LibvirtHosts hosts;

    AllMachines(LibvirtHosts hosts) {
        this.hosts = hosts;
    }

    /**
     * Those of all hosts that answer; the note names the others.
     *
     * @throws ToolException when none answers
     */
    VmList list(ListVms input) {
        HostAnswers<List<Machine>> answers =
                hosts.askAll(host -> host.hypervisor().machines());
        var machines = new ArrayList<ListedVm>();
        answers.given()
                .forEach((host, own) ->
                        own.forEach(machine -> machines.add(MachinePages.listed(machine, Optional.of(host.name())))));
        Map<LibvirtHost, ToolException> silent = answers.silent();
        if (answers.given().isEmpty()) {
            throw silent.values().iterator().next();
        }
        return MachinePages.page(
                machines,
                input,
                silent.isEmpty()
                        ? Optional.empty()
                        : Optional.of("Without the machines of "
                                + silent.keySet().stream()
                                        .map(LibvirtHost::name)
                                        .collect(Collectors.joining(", "))
                                + ", which did not answer."));
    }
}
