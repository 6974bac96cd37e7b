package io.qubinode.mcp.assistant.config;

import io.qubinode.mcp.security.config.ServiceSettings;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The variables and tools of ai-assistant-mcp. */
public final class AssistantSettings implements ServiceSettings {

    private static final Map<String, String> VARIABLES = Map.ofEntries(
            Map.entry("MCP_SERVER_ENABLED", "mcp.enabled"),
            Map.entry("MCP_SERVER_PORT", "mcp.port"),
            Map.entry("MCP_SERVER_HOST", "mcp.host"),
            Map.entry("RAG_PATHS", "documents.paths"),
            Map.entry("RAG_INCLUDE", "documents.include"),
            Map.entry("RAG_EXCLUDE", "documents.exclude"),
            Map.entry("RAG_GIT", "documents.git.repositories"),
            Map.entry("RAG_GIT_INTERVAL", "documents.git.interval"),
            Map.entry("RAG_GIT_CA_FILE", "documents.git.ca_file"),
            Map.entry("RAG_INDEX", "documents.index"),
            Map.entry("RAG_STORE_URL", "documents.store_url"),
            Map.entry("RAG_EMBEDDING_URL", "documents.embedding.url"),
            Map.entry("RAG_EMBEDDING_NAME", "documents.embedding.name"),
            Map.entry("RAG_EMBEDDING_API_KEY", "documents.embedding.api_key"),
            Map.entry("RAG_RERANK_URL", "documents.rerank.url"),
            Map.entry("RAG_RERANK_NAME", "documents.rerank.name"),
            Map.entry("RAG_RERANK_API_KEY", "documents.rerank.api_key"),
            Map.entry("AI_MODEL_URL", "model.url"),
            Map.entry("AI_MODEL_NAME", "model.name"),
            Map.entry("AI_MODEL_API_KEY", "model.api_key"),
            Map.entry("AI_SERVICE_URL", "chat.assistant_url"),
            Map.entry("AIRFLOW_API_URL", "status.airflow_api_url"),
            Map.entry("AIRFLOW_MCP_URL", "status.airflow_mcp_url"),
            Map.entry("AIRFLOW_MCP_CA_FILE", "status.airflow_mcp_ca_file"),
            Map.entry("AIRFLOW_MCP_STATUS_KEY", "status.airflow_mcp_api_key"));

    @Override
    public String root() {
        return "ai_assistant";
    }

    @Override
    public String prefix() {
        return "MCP_";
    }

    @Override
    public Map<String, String> variables() {
        return VARIABLES;
    }

    @Override
    public Set<String> tools() {
        return AssistantConfig.TOOL_NAMES;
    }

    @Override
    public List<String> models() {
        return List.of("model", "documents.embedding");
    }
}
