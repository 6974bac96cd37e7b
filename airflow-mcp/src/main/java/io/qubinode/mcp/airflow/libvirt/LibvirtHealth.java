package io.qubinode.mcp.airflow.libvirt;

import io.qubinode.mcp.security.gate.ToolException;
import io.qubinode.mcp.security.health.ComponentHealth;
import io.qubinode.mcp.security.health.HealthProbe;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Whether libvirt answers. */
@Singleton
final class LibvirtHealth implements HealthProbe {

    private final Hypervisor hypervisor;

    @Inject
    LibvirtHealth(Hypervisor hypervisor) {
        this.hypervisor = hypervisor;
    }

    @Override
    public String name() {
        return "libvirt";
    }

    @Override
    public ComponentHealth check() {
        try {
            return ComponentHealth.up(hypervisor.version());
        } catch (ToolException e) {
            return ComponentHealth.down(e.error().message());
        }
    }
}
