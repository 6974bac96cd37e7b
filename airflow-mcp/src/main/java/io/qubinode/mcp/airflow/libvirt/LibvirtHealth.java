package io.qubinode.mcp.airflow.libvirt;

import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.health.ComponentHealth;
import io.qubinode.mcp.security.health.HealthProbe;
import io.qubinode.mcp.security.health.HealthProbes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;

/** Whether libvirt answers on each host. */
@Singleton
final class LibvirtHealth implements HealthProbes {

    private final LibvirtHosts hosts;

    @Inject
    LibvirtHealth(LibvirtHosts hosts) {
        this.hosts = hosts;
    }

    @Override
    public List<HealthProbe> probes() {
        return hosts.all().stream().<HealthProbe>map(Probe::new).toList();
    }

    private record Probe(LibvirtHost host) implements HealthProbe {

        @Override
        public String name() {
            return host.name().equals(HypervisorUris.UNNAMED) ? "libvirt" : "libvirt." + host.name();
        }

        @Override
        public ComponentHealth check() {
            try {
                return ComponentHealth.up(host.hypervisor().version());
            } catch (ToolException e) {
                return ComponentHealth.down(e.error().message());
            }
        }
    }
}
