package io.qubinode.mcp.security.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The settings of a service in the shape of the real ones. */
public final class LabSettings implements ServiceSettings {

    static final Set<String> GROUPS = Set.of("dag_management", "log_access", "vm_operations");

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
        return Map.ofEntries(
                Map.entry("AIRFLOW_MCP_ENABLED", "mcp.enabled"),
                Map.entry("AIRFLOW_MCP_PORT", "mcp.port"),
                Map.entry("AIRFLOW_MCP_HOST", "mcp.host"),
                Map.entry("AIRFLOW_MCP_TOOLS_READ_ONLY", "mcp.read_only"),
                Map.entry("AIRFLOW_API_URL", "api.url"),
                Map.entry("AIRFLOW_UI_URL", "api.ui_url"),
                Map.entry("AIRFLOW_PASSWORD", "api.password"),
                Map.entry("AIRFLOW_PROXY", "api.proxy"),
                Map.entry("AI_MODEL_URL", "model.url"),
                Map.entry("AI_MODEL_NAME", "model.name"),
                Map.entry("AIRFLOW_MCP_STATUS_KEY", "mcp.auth.status_key"));
    }

    @Override
    public Set<String> tools() {
        return GROUPS;
    }

    @Override
    public Optional<String> toolsVariable() {
        return Optional.of("AIRFLOW_MCP_TOOLS");
    }

    @Override
    public List<String> models() {
        return List.of("model");
    }
}
