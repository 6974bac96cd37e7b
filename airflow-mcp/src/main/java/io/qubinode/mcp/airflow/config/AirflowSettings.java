package io.qubinode.mcp.airflow.config;

import io.qubinode.mcp.security.config.ServiceSettings;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The variables and tool groups of airflow-mcp. */
public final class AirflowSettings implements ServiceSettings {

    /** The groups that are on when nothing is said. */
    static final Set<String> DEFAULT_GROUPS = Set.of("dag_management", "vm_operations", "log_access", "dag_tools");

    /** The groups that configuration may name; DAGs are tools only where patterns choose them. */
    private static final Set<String> GROUPS = Set.of(
            "dag_management",
            "vm_operations",
            "log_access",
            "dag_insight",
            "dag_control",
            "dag_tools",
            "image_management",
            "vm_insight",
            "vm_lifecycle",
            "vm_snapshots");

    private static final Map<String, String> VARIABLES = Map.ofEntries(
            Map.entry("AIRFLOW_MCP_ENABLED", "mcp.enabled"),
            Map.entry("AIRFLOW_MCP_PORT", "mcp.port"),
            Map.entry("AIRFLOW_MCP_HOST", "mcp.host"),
            Map.entry("AIRFLOW_MCP_STATUS_KEY", "mcp.auth.status_key"),
            Map.entry("AIRFLOW_MCP_TOOLS_READ_ONLY", "mcp.read_only"),
            Map.entry("AIRFLOW_MCP_DAG_TOOLS", "mcp.dag_tools"),
            Map.entry("AIRFLOW_API_URL", "api.url"),
            Map.entry("AIRFLOW_UI_URL", "api.ui_url"),
            Map.entry("AIRFLOW_USERNAME", "api.username"),
            Map.entry("AIRFLOW_PASSWORD", "api.password"),
            Map.entry("AIRFLOW_TOKEN", "api.token"),
            Map.entry("AIRFLOW_CA_FILE", "api.ca_file"),
            Map.entry("AIRFLOW_PROXY", "api.proxy"),
            Map.entry("LIBVIRT_URI", "libvirt.uri"),
            Map.entry("VM_PROTECTED_NAMES", "machines.protected_names"),
            Map.entry("VM_PROTECTED_LABELS", "machines.protected_labels"),
            Map.entry("VM_JOURNAL", "machines.journal"),
            Map.entry("VM_IMAGES", "images.catalogue"),
            Map.entry("VM_DOWNLOADS", "images.downloads"));

    @Override
    public String root() {
        return "airflow";
    }

    @Override
    public String prefix() {
        return "AIRFLOW_MCP_";
    }

    @Override
    public Map<String, String> variables() {
        return VARIABLES;
    }

    @Override
    public Set<String> tools() {
        return GROUPS;
    }

    @Override
    public Optional<String> toolsVariable() {
        return Optional.of("AIRFLOW_MCP_TOOLS");
    }
}
