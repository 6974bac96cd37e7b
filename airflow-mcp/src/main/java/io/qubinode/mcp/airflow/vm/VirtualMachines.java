package io.qubinode.mcp.airflow.vm;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.qubinode.mcp.airflow.image.ImageSupplies;
import io.qubinode.mcp.airflow.image.ImageSupply;
import io.qubinode.mcp.airflow.libvirt.Elsewhere;
import io.qubinode.mcp.airflow.libvirt.LibvirtHost;
import io.qubinode.mcp.airflow.libvirt.LibvirtHosts;
import io.qubinode.mcp.airflow.machine.NameClaims;
import io.qubinode.mcp.security.config.McpConfig;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

/** What makes, deletes and shows machines, for each hypervisor. */
@Singleton
final class VirtualMachines {

    /** What does it on one. */
    record OnHost(
            MachineCreation creation,
            CreationPreflight preflight,
            MachineDeletion deletion,
            MachineViews views,
            Undo undo) {

        static OnHost of(
                LibvirtHost host,
                Elsewhere elsewhere,
                ImageSupply images,
                NameClaims claims,
                Path journalFolder,
                MachineConfig config) {
            var journal = new CreationJournal(journalFolder);
            var undo = new Undo(new Removal(host.hypervisor()), journal, claims, config.recoveryWatch());
            Includes includes = config.userData().includes();
            var wait = new MachineWait(host.hypervisor(), host.guest(), config.bootTimeout());
            return new OnHost(
                    new MachineCreation(host.hypervisor(), images, journal, claims, undo, elsewhere, wait, includes),
                    new CreationPreflight(host.hypervisor(), images, includes),
                    new MachineDeletion(host.hypervisor(), claims, config),
                    new MachineViews(host.hypervisor()),
                    undo);
        }
    }

    private final Map<String, OnHost> byHost;

    @Inject
    VirtualMachines(LibvirtHosts hosts, ImageSupplies images, NameClaims claims, MachineConfig config) {
        byHost = hosts.all().stream()
                .collect(Collectors.toUnmodifiableMap(
                        LibvirtHost::name,
                        host -> OnHost.of(
                                host,
                                hosts.elsewhere(host),
                                images.at(host),
                                claims,
                                hosts.folder(config.journal(), host),
                                config)));
    }

    OnHost at(LibvirtHost host) {
        return byHost.get(host.name());
    }

    void start(@Observes StartupEvent event, McpConfig config) {
        if (config.enabled()) {
            byHost.values().forEach(host -> host.undo().recover());
        }
    }

    void stop(@Observes ShutdownEvent event) {
        byHost.values().forEach(host -> host.undo().stop());
    }
}
