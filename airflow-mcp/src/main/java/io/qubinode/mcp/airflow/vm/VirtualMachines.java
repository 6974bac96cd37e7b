package io.qubinode.mcp.airflow.vm;

import io.qubinode.mcp.airflow.image.ImageSupplies;
import io.qubinode.mcp.airflow.image.ImageSupply;
import io.qubinode.mcp.airflow.libvirt.LibvirtHost;
import io.qubinode.mcp.airflow.libvirt.LibvirtHosts;
import io.qubinode.mcp.airflow.machine.HostChanges;
import io.qubinode.mcp.airflow.machine.MachineChanges;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.stream.Collectors;

/** What makes, deletes and shows machines, for each hypervisor. */
@Singleton
final class VirtualMachines {

    /** What does it on one. */
    record OnHost(MachineCreation creation, CreationPreflight preflight, MachineDeletion deletion, MachineViews views) {

        static OnHost of(LibvirtHost host, HostChanges changes, ImageSupply images, MachineConfig config) {
            Includes includes = config.userData().includes();
            var wait = new MachineWait(host.hypervisor(), host.guest(), config.bootTimeout());
            return new OnHost(
                    new MachineCreation(host.hypervisor(), images, changes, wait, includes),
                    new CreationPreflight(host.hypervisor(), images, includes),
                    new MachineDeletion(host.hypervisor(), changes.claims(), config),
                    new MachineViews(host.hypervisor()));
        }
    }

    private final Map<String, OnHost> byHost;

    @Inject
    VirtualMachines(LibvirtHosts hosts, ImageSupplies images, MachineChanges changes, MachineConfig config) {
        byHost = hosts.all().stream()
                .collect(Collectors.toUnmodifiableMap(
                        LibvirtHost::name, host -> OnHost.of(host, changes.at(host), images.at(host), config)));
    }

    OnHost at(LibvirtHost host) {
        return byHost.get(host.name());
    }
}
