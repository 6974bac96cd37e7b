package io.qubinode.mcp.airflow.config;

import io.qubinode.mcp.airflow.airflowapi.AirflowApiConfig;
import io.qubinode.mcp.airflow.airflowapi.InstanceName;
import io.qubinode.mcp.airflow.image.ImageConfig;
import io.qubinode.mcp.airflow.libvirt.LibvirtConfig;
import io.qubinode.mcp.airflow.vm.MachineConfig;
import io.qubinode.mcp.security.config.McpConfig;
import io.qubinode.mcp.security.config.ToolGroups;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tree {@code airflow} of {@code mcp-servers.yml}. */
@ConfigMapping(prefix = "airflow", namingStrategy = ConfigMapping.NamingStrategy.SNAKE_CASE)
public interface AirflowConfig {

    /** The service. */
    Mcp mcp();

    /** Airflow: the one that is meant when a call names none. */
    AirflowApiConfig api();

    /** More Airflows by name. */
    Map<@WithConverter(InstanceName.class) String, AirflowApiConfig> instances();

    /** The hypervisor. */
    LibvirtConfig libvirt();

    /** Virtual machines. */
    MachineConfig machines();

    /** Images. */
    ImageConfig images();

    /** The service. */
    interface Mcp extends McpConfig {

        /** Tool groups by name. */
        Map<String, ToolGroups.Group> tools();

        /** Ids of DAGs that are tools of their own; an asterisk stands for anything. */
        Optional<List<String>> dagTools();

        /** How often to refresh the list of DAGs. */
        @WithDefault("60s")
        Duration dagToolsRefresh();

        /** How long a call of such a tool waits for its run, at most 10 minutes. */
        @WithDefault("5m")
        Duration dagToolsWait();

        /** Whether every tool that changes anything is taken away. */
        @WithDefault("false")
        boolean readOnly();
    }
}
