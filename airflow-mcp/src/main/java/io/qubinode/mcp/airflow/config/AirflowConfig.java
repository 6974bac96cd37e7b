package io.qubinode.mcp.airflow.config;

import io.qubinode.mcp.airflow.airflowapi.AirflowApiConfig;
import io.qubinode.mcp.airflow.libvirt.LibvirtConfig;
import io.qubinode.mcp.security.config.McpConfig;
import io.qubinode.mcp.security.config.ToolGroups;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Map;

/** The tree {@code airflow} of {@code mcp-servers.yml}. */
@ConfigMapping(prefix = "airflow", namingStrategy = ConfigMapping.NamingStrategy.SNAKE_CASE)
public interface AirflowConfig {

    /** The service. */
    Mcp mcp();

    /** Airflow. */
    AirflowApiConfig api();

    /** The hypervisor. */
    LibvirtConfig libvirt();

    /** The service. */
    interface Mcp extends McpConfig {

        /** Tool groups by name: dag_management, vm_operations, log_access. */
        Map<String, ToolGroups.Group> tools();

        /** Whether every tool that changes anything is taken away. */
        @WithDefault("false")
        boolean readOnly();
    }
}
