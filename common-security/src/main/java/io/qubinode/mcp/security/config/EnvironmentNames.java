package io.qubinode.mcp.security.config;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** The environment variables that operators set, and the keys of {@code mcp-servers.yml} that they win over. */
public final class EnvironmentNames {

    /** Those that every service has under a prefix of its own, with the keys below its tree. */
    private static final Map<String, String> OF_EACH = Map.ofEntries(
            Map.entry("TRUSTED_PROXIES", "mcp.trusted_proxies"),
            Map.entry("MANAGEMENT_HOST", "mcp.management.host"),
            Map.entry("MANAGEMENT_PORT", "mcp.management.port"),
            Map.entry("TLS_CERTIFICATE_FILE", "mcp.tls.certificate_file"),
            Map.entry("TLS_KEY_FILE", "mcp.tls.key_file"),
            Map.entry("AUTH_METHOD", "mcp.auth.method"),
            Map.entry("API_KEY", "mcp.auth.api_key"),
            Map.entry("CLIENTS_FILE", "mcp.auth.clients_file"),
            Map.entry("JWT_KEYS", "mcp.auth.jwt.keys"),
            Map.entry("JWT_ISSUER", "mcp.auth.jwt.issuer"),
            Map.entry("JWT_AUDIENCE", "mcp.auth.jwt.audience"),
            Map.entry("JWT_RESOURCE", "mcp.auth.jwt.resource"),
            Map.entry("JWT_ROLES_CLAIM", "mcp.auth.jwt.roles_claim"),
            Map.entry("JWT_CLIENT_CLAIM", "mcp.auth.jwt.client_claim"),
            Map.entry("MTLS_CA_FILE", "mcp.auth.mtls.ca_file"),
            Map.entry("MTLS_CRL_FILE", "mcp.auth.mtls.crl_file"),
            Map.entry("API_KEY_ROLE", "mcp.auth.role"),
            Map.entry("RATE_LIMIT", "mcp.rate_limit.requests_per_minute"),
            Map.entry("RATE_LIMIT_UNAUTHENTICATED", "mcp.rate_limit.unauthenticated_per_minute"),
            Map.entry("AUDIT_FILE", "mcp.audit.file"));

    /** Those that all services read. */
    private static final Map<String, String> OF_ALL = Map.of(
            "AUDIT_HMAC_KEY", "mcp.audit.hmac_key",
            "RATE_LIMIT_REDIS_URL", "mcp.rate_limit.redis_url",
            "RATE_LIMIT_REDIS_CA_FILE", "mcp.rate_limit.redis_ca_file");

    /** In place of the groups' names. */
    static final String ALL = "all";

    private EnvironmentNames() {}

    static Map<String, String> all(ServiceSettings service) {
        var keys = new TreeMap<String, String>();
        if (!service.root().isEmpty()) {
            String tree = service.root() + ".";
            OF_EACH.forEach((name, key) -> keys.put(service.prefix() + name, tree + key));
            OF_ALL.forEach((name, key) -> keys.put(name, tree + key));
            service.variables().forEach((name, key) -> keys.put(name, tree + key));
        }
        return Collections.unmodifiableMap(keys);
    }

    /** The variable that sets this key, where there is one. */
    public static Optional<String> of(String key) {
        return all(ServiceSettings.found()).entrySet().stream()
                .filter(entry -> entry.getValue().equals(key))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /**
     * The keys that the environment sets. A variable that is set to nothing counts as not set.
     *
     * @param environment gives a variable's value, or null
     * @param toolGroups the groups that the variable for tools chooses from
     */
    static Map<String, String> keys(
            ServiceSettings service, Function<String, String> environment, Iterable<String> toolGroups) {
        var keys = new LinkedHashMap<String, String>();
        all(service).forEach((name, key) -> put(keys, key, environment.apply(name)));
        String chosen = service.toolsVariable().map(environment).orElse(null);
        if (chosen != null && !chosen.isBlank()) {
            boolean all = chosen.strip().equals(ALL);
            String tools = service.root() + ".mcp.tools.";
            toolGroups.forEach(group -> keys.put(tools + group + ".enabled", Boolean.toString(all)));
            Arrays.stream(chosen.split(","))
                    .map(String::strip)
                    .filter(group -> !all)
                    .forEach(group -> keys.put(tools + group + ".enabled", "true"));
        }
        return keys;
    }

    private static void put(Map<String, String> keys, String key, String value) {
        if (value != null && !value.isBlank()) {
            keys.put(key, value.strip());
        }
    }
}
