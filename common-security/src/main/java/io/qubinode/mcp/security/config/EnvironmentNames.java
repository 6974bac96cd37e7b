package io.qubinode.mcp.security.config;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** The environment variables that operators set, and the keys of {@code mcp-servers.yml} that they win over. */
public final class EnvironmentNames {

    private static final Map<String, String> KEYS = new TreeMap<>(Map.ofEntries(
            Map.entry("MCP_SERVER_ENABLED", "ai_assistant.mcp.enabled"),
            Map.entry("MCP_SERVER_PORT", "ai_assistant.mcp.port"),
            Map.entry("MCP_SERVER_HOST", "ai_assistant.mcp.host"),
            Map.entry("MCP_TRUSTED_PROXIES", "ai_assistant.mcp.trusted_proxies"),
            Map.entry("MCP_MANAGEMENT_HOST", "ai_assistant.mcp.management.host"),
            Map.entry("MCP_MANAGEMENT_PORT", "ai_assistant.mcp.management.port"),
            Map.entry("MCP_TLS_CERTIFICATE_FILE", "ai_assistant.mcp.tls.certificate_file"),
            Map.entry("MCP_TLS_KEY_FILE", "ai_assistant.mcp.tls.key_file"),
            Map.entry("MCP_AUTH_METHOD", "ai_assistant.mcp.auth.method"),
            Map.entry("MCP_API_KEY", "ai_assistant.mcp.auth.api_key"),
            Map.entry("MCP_CLIENTS_FILE", "ai_assistant.mcp.auth.clients_file"),
            Map.entry("MCP_JWT_KEYS", "ai_assistant.mcp.auth.jwt.keys"),
            Map.entry("MCP_JWT_ISSUER", "ai_assistant.mcp.auth.jwt.issuer"),
            Map.entry("MCP_JWT_AUDIENCE", "ai_assistant.mcp.auth.jwt.audience"),
            Map.entry("MCP_JWT_RESOURCE", "ai_assistant.mcp.auth.jwt.resource"),
            Map.entry("MCP_JWT_ROLES_CLAIM", "ai_assistant.mcp.auth.jwt.roles_claim"),
            Map.entry("MCP_JWT_CLIENT_CLAIM", "ai_assistant.mcp.auth.jwt.client_claim"),
            Map.entry("MCP_MTLS_CA_FILE", "ai_assistant.mcp.auth.mtls.ca_file"),
            Map.entry("MCP_MTLS_CRL_FILE", "ai_assistant.mcp.auth.mtls.crl_file"),
            Map.entry("MCP_API_KEY_ROLE", "ai_assistant.mcp.auth.role"),
            Map.entry("MCP_RATE_LIMIT", "ai_assistant.mcp.rate_limit.requests_per_minute"),
            Map.entry("MCP_RATE_LIMIT_UNAUTHENTICATED", "ai_assistant.mcp.rate_limit.unauthenticated_per_minute"),
            Map.entry("MCP_AUDIT_FILE", "ai_assistant.mcp.audit.file"),
            Map.entry("AUDIT_HMAC_KEY", "ai_assistant.mcp.audit.hmac_key"),
            Map.entry("RATE_LIMIT_REDIS_URL", "ai_assistant.mcp.rate_limit.redis_url"),
            Map.entry("RATE_LIMIT_REDIS_CA_FILE", "ai_assistant.mcp.rate_limit.redis_ca_file"),
            Map.entry("RAG_PATHS", "ai_assistant.documents.paths"),
            Map.entry("RAG_INCLUDE", "ai_assistant.documents.include"),
            Map.entry("RAG_EXCLUDE", "ai_assistant.documents.exclude"),
            Map.entry("RAG_INDEX", "ai_assistant.documents.index"),
            Map.entry("RAG_STORE_URL", "ai_assistant.documents.store_url"),
            Map.entry("RAG_EMBEDDING_URL", "ai_assistant.documents.embedding.url"),
            Map.entry("RAG_EMBEDDING_NAME", "ai_assistant.documents.embedding.name"),
            Map.entry("RAG_EMBEDDING_API_KEY", "ai_assistant.documents.embedding.api_key"),
            Map.entry("AI_MODEL_URL", "ai_assistant.model.url"),
            Map.entry("AI_MODEL_NAME", "ai_assistant.model.name"),
            Map.entry("AI_MODEL_API_KEY", "ai_assistant.model.api_key"),
            Map.entry("AI_SERVICE_URL", "ai_assistant.chat.assistant_url"),
            Map.entry("AIRFLOW_MCP_CA_FILE", "ai_assistant.status.airflow_mcp_ca_file"),
            Map.entry("AIRFLOW_MCP_URL", "ai_assistant.status.airflow_mcp_url"),
            Map.entry("AIRFLOW_MCP_ENABLED", "airflow.mcp.enabled"),
            Map.entry("AIRFLOW_MCP_PORT", "airflow.mcp.port"),
            Map.entry("AIRFLOW_MCP_HOST", "airflow.mcp.host"),
            Map.entry("AIRFLOW_MCP_TRUSTED_PROXIES", "airflow.mcp.trusted_proxies"),
            Map.entry("AIRFLOW_MCP_MANAGEMENT_HOST", "airflow.mcp.management.host"),
            Map.entry("AIRFLOW_MCP_MANAGEMENT_PORT", "airflow.mcp.management.port"),
            Map.entry("AIRFLOW_MCP_TLS_CERTIFICATE_FILE", "airflow.mcp.tls.certificate_file"),
            Map.entry("AIRFLOW_MCP_TLS_KEY_FILE", "airflow.mcp.tls.key_file"),
            Map.entry("AIRFLOW_MCP_AUTH_METHOD", "airflow.mcp.auth.method"),
            Map.entry("AIRFLOW_MCP_API_KEY", "airflow.mcp.auth.api_key"),
            Map.entry("AIRFLOW_MCP_STATUS_KEY", "airflow.mcp.auth.status_key"),
            Map.entry("AIRFLOW_MCP_CLIENTS_FILE", "airflow.mcp.auth.clients_file"),
            Map.entry("AIRFLOW_MCP_JWT_KEYS", "airflow.mcp.auth.jwt.keys"),
            Map.entry("AIRFLOW_MCP_JWT_ISSUER", "airflow.mcp.auth.jwt.issuer"),
            Map.entry("AIRFLOW_MCP_JWT_AUDIENCE", "airflow.mcp.auth.jwt.audience"),
            Map.entry("AIRFLOW_MCP_JWT_RESOURCE", "airflow.mcp.auth.jwt.resource"),
            Map.entry("AIRFLOW_MCP_JWT_ROLES_CLAIM", "airflow.mcp.auth.jwt.roles_claim"),
            Map.entry("AIRFLOW_MCP_JWT_CLIENT_CLAIM", "airflow.mcp.auth.jwt.client_claim"),
            Map.entry("AIRFLOW_MCP_MTLS_CA_FILE", "airflow.mcp.auth.mtls.ca_file"),
            Map.entry("AIRFLOW_MCP_MTLS_CRL_FILE", "airflow.mcp.auth.mtls.crl_file"),
            Map.entry("AIRFLOW_MCP_API_KEY_ROLE", "airflow.mcp.auth.role"),
            Map.entry("AIRFLOW_MCP_RATE_LIMIT", "airflow.mcp.rate_limit.requests_per_minute"),
            Map.entry("AIRFLOW_MCP_RATE_LIMIT_UNAUTHENTICATED", "airflow.mcp.rate_limit.unauthenticated_per_minute"),
            Map.entry("AIRFLOW_MCP_AUDIT_FILE", "airflow.mcp.audit.file"),
            Map.entry("AIRFLOW_MCP_TOOLS_READ_ONLY", "airflow.mcp.read_only"),
            Map.entry("AIRFLOW_API_URL", "airflow.api.url"),
            Map.entry("AIRFLOW_UI_URL", "airflow.api.ui_url"),
            Map.entry("AIRFLOW_MCP_DAG_TOOLS", "airflow.mcp.dag_tools"),
            Map.entry("AIRFLOW_USERNAME", "airflow.api.username"),
            Map.entry("AIRFLOW_PASSWORD", "airflow.api.password"),
            Map.entry("AIRFLOW_TOKEN", "airflow.api.token"),
            Map.entry("AIRFLOW_CA_FILE", "airflow.api.ca_file"),
            Map.entry("AIRFLOW_PROXY", "airflow.api.proxy"),
            Map.entry("LIBVIRT_URI", "airflow.libvirt.uri"),
            Map.entry("VM_PROTECTED_NAMES", "airflow.machines.protected_names"),
            Map.entry("VM_PROTECTED_LABELS", "airflow.machines.protected_labels"),
            Map.entry("VM_JOURNAL", "airflow.machines.journal"),
            Map.entry("VM_IMAGES", "airflow.images.catalogue"),
            Map.entry("VM_DOWNLOADS", "airflow.images.downloads")));

    private static final Map<String, String> ALSO = Map.of(
            "AUDIT_HMAC_KEY", "airflow.mcp.audit.hmac_key",
            "RATE_LIMIT_REDIS_URL", "airflow.mcp.rate_limit.redis_url",
            "RATE_LIMIT_REDIS_CA_FILE", "airflow.mcp.rate_limit.redis_ca_file",
            "AIRFLOW_API_URL", "ai_assistant.status.airflow_api_url",
            "AIRFLOW_MCP_STATUS_KEY", "ai_assistant.status.airflow_mcp_api_key");

    private static final String TOOL_GROUPS = "AIRFLOW_MCP_TOOLS";

    /** In place of the groups' names. */
    private static final String ALL = "all";

    private EnvironmentNames() {}

    /** The keys by variable. */
    static Map<String, String> all() {
        return Collections.unmodifiableMap(KEYS);
    }

    /** The variable that sets this key, where there is one. */
    public static Optional<String> of(String key) {
        return Stream.concat(KEYS.entrySet().stream(), ALSO.entrySet().stream())
                .filter(entry -> entry.getValue().equals(key))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /**
     * The keys that the environment sets. A variable that is set to nothing counts as not set.
     *
     * @param environment gives a variable's value, or null
     * @param toolGroups the groups that {@code AIRFLOW_MCP_TOOLS} chooses from
     */
    static Map<String, String> keys(Function<String, String> environment, Iterable<String> toolGroups) {
        var keys = new LinkedHashMap<String, String>();
        KEYS.forEach((name, key) -> put(keys, key, environment.apply(name)));
        ALSO.forEach((name, key) -> put(keys, key, environment.apply(name)));
        String chosen = environment.apply(TOOL_GROUPS);
        if (chosen != null && !chosen.isBlank()) {
            boolean all = chosen.strip().equals(ALL);
            toolGroups.forEach(group -> keys.put("airflow.mcp.tools." + group + ".enabled", Boolean.toString(all)));
            Arrays.stream(chosen.split(","))
                    .map(String::strip)
                    .filter(group -> !all)
                    .forEach(group -> keys.put("airflow.mcp.tools." + group + ".enabled", "true"));
        }
        return keys;
    }

    private static void put(Map<String, String> keys, String key, String value) {
        if (value != null && !value.isBlank()) {
            keys.put(key, value.strip());
        }
    }
}
