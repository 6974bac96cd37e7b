package io.qubinode.mcp.airflow.config;

import io.qubinode.mcp.airflow.airflowapi.AirflowInstances;
import io.qubinode.mcp.airflow.airflowapi.adapter.AirflowConnections;
import io.qubinode.mcp.airflow.dagtool.DagToolSettings;
import io.qubinode.mcp.airflow.image.ImageConfig;
import io.qubinode.mcp.airflow.libvirt.LibvirtConfig;
import io.qubinode.mcp.airflow.vm.MachineConfig;
import io.qubinode.mcp.security.config.McpConfig;
import io.qubinode.mcp.security.config.ToolGroups;
import io.qubinode.mcp.security.core.ServiceIdentity;
import io.qubinode.mcp.security.permission.ConfirmationRule;
import io.qubinode.mcp.security.permission.ToolOffer;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/** Hands the parts of the settings to those who need them. */
@Singleton
final class AirflowBeans {

    private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

    @Produces
    @Singleton
    ServiceIdentity identity() {
        return new ServiceIdentity("airflow-mcp", "airflow", "AIRFLOW_MCP_ENABLED");
    }

    @Produces
    @Singleton
    McpConfig mcp(AirflowConfig config) {
        return config.mcp();
    }

    @Produces
    @Singleton
    AirflowInstances airflows(AirflowConfig config) {
        return AirflowConnections.of(config.api(), config.instances());
    }

    @Produces
    @Singleton
    LibvirtConfig libvirt(AirflowConfig config) {
        return config.libvirt();
    }

    @Produces
    @Singleton
    MachineConfig machines(AirflowConfig config) {
        return config.machines();
    }

    @Produces
    @Singleton
    ImageConfig images(AirflowConfig config) {
        return config.images();
    }

    /** A disabled service asks Airflow nothing. */
    @Produces
    @Singleton
    DagToolSettings dagTools(AirflowConfig config) {
        AirflowConfig.Mcp mcp = config.mcp();
        Duration wait = mcp.dagToolsWait();
        return new DagToolSettings(
                mcp.enabled() ? mcp.dagTools().orElse(List.of()) : List.of(),
                mcp.dagToolsRefresh(),
                wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait);
    }

    @Produces
    @Singleton
    ConfirmationRule confirmation(AirflowConfig config) {
        return ToolGroups.confirmation(config.mcp().tools());
    }

    @Produces
    @Singleton
    ToolOffer offer(AirflowConfig config) {
        return ToolGroups.offer(
                config.mcp().tools(),
                AirflowSettings.DEFAULT_GROUPS,
                config.mcp().readOnly());
    }
}
