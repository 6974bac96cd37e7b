package io.qubinode.mcp.airflow.machine;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.qubinode.mcp.airflow.libvirt.LibvirtHost;
import io.qubinode.mcp.airflow.libvirt.LibvirtHosts;
import io.qubinode.mcp.security.config.McpConfig;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;

/** What changes machines, for each hypervisor; at the start it brings to an end what the process before left. */
@Singleton
public final class MachineChanges {

    private final Map<String, HostChanges> byHost = new LinkedHashMap<>();

    @Inject
    MachineChanges(LibvirtHosts hosts, NameClaims claims, JournalSettings settings) {
        hosts.all().forEach(host -> {
            var journal = new ChangeJournal(hosts.folder(settings.journal(), host));
            var renames = new RenameEnd(host.hypervisor(), host.copies());
            var rollback = new Rollback(host.hypervisor(), renames, journal, claims, settings.recoveryWatch());
            byHost.put(host.name(), new HostChanges(claims, hosts.elsewhere(host), journal, rollback, renames));
        });
    }

    /** What changes the machines of a host. */
    public HostChanges at(LibvirtHost host) {
        return byHost.get(host.name());
    }

    void start(@Observes StartupEvent event, McpConfig config) {
        if (config.enabled()) {
            byHost.values().forEach(host -> host.rollback().recover());
        }
    }

    void stop(@Observes ShutdownEvent event) {
        byHost.values().forEach(host -> host.rollback().stop());
    }
}
