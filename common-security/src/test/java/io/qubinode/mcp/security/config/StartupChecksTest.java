package io.qubinode.mcp.security.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qubinode.mcp.security.core.Permission;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.spi.Converter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StartupChecksTest {

    private static final String KEY = "0123456789abcdef0123456789abcdef";

    /** A tree in the shape of the real ones. */
    @ConfigMapping(prefix = "airflow", namingStrategy = ConfigMapping.NamingStrategy.SNAKE_CASE)
    public interface Tree {
        Mcp mcp();

        Api api();

        Model model();

        interface Model {
            Optional<String> url();

            Optional<String> name();
        }

        interface Mcp extends McpConfig {
            Map<String, ToolGroups.Group> tools();

            @WithDefault("false")
            boolean readOnly();
        }

        interface Api {
            @WithDefault("http://localhost:8080")
            String url();

            @WithDefault("10s")
            Duration timeout();

            @WithConverter(Address.class)
            Optional<String> proxy();
        }
    }

    /** Says what is allowed in its own words. */
    public static final class Address implements Converter<String> {
        private static final long serialVersionUID = 1L;

        @Override
        public String convert(String value) {
            throw new IllegalArgumentException("not an address such as http://" + value);
        }
    }

    @TempDir
    Path folder;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void chooseAPort() {
        environment.put("AIRFLOW_MCP_PORT", "8889");
    }

    @Test
    void isOffWhenNothingIsSaid() {
        Tree tree = check();
        assertThat(tree.mcp().enabled()).isFalse();
        assertThat(tree.mcp().host()).isEqualTo("0.0.0.0");
        assertThat(tree.mcp().rateLimit().requestsPerMinute()).isEqualTo(60);
        assertThat(tree.mcp().cors().allowedOrigins()).containsExactly("http://localhost:*");
        assertThat(tree.mcp().auth().role()).isEqualTo(Permission.EXECUTE);
    }

    @Test
    void takesAddressesNetworksAndNamesOfProxies() {
        environment.put("AIRFLOW_MCP_TRUSTED_PROXIES", "127.0.0.1, 10.0.0.0/8,fd00::/8,::1,proxy.lab.example");
        assertThat(check().mcp().trustedProxies())
                .hasValueSatisfying(proxies -> assertThat(proxies).contains("::1"));
    }

    @Test
    void takesTheFileInThePromisedShape() throws IOException {
        file("""
            ai_assistant:
              mcp:
                enabled: false
                port: 8081
                host: 0.0.0.0
                auth: { method: api_key, api_key: "${MCP_API_KEY}" }
                cors: { enabled: true, allowed_origins: ["http://localhost:*"] }
                tools: [query_documents, chat_with_context, get_project_status]
                rate_limit: { requests_per_minute: 60 }
            airflow:
              mcp:
                enabled: true
                port: 8890
                host: 127.0.0.1
                auth: { method: api_key, api_key: "${AIRFLOW_MCP_API_KEY}" }
                tools:
                  dag_management: { enabled: true, permissions: [read, execute] }
                  vm_operations:  { enabled: false, permissions: [read, execute] }
                  log_access:     { enabled: true, permissions: [read] }
                rate_limit: { requests_per_minute: 30 }
            """);
        environment.put("AIRFLOW_MCP_API_KEY", KEY);
        environment.remove("AIRFLOW_MCP_PORT");
        Tree tree = check();
        assertThat(tree.mcp().enabled()).isTrue();
        assertThat(tree.mcp().port()).isEqualTo(8890);
        assertThat(tree.mcp().auth().apiKey()).contains(KEY);
        assertThat(tree.mcp().tools().get("vm_operations").enabled()).isFalse();
        assertThat(tree.mcp().tools().get("log_access").permissions()).containsExactly(Permission.READ);
    }

    @Test
    void letsTheEnvironmentWinOverTheFile() throws IOException {
        file("airflow: {mcp: {port: 1, tools: {log_access: {enabled: true}}}}");
        environment.put("AIRFLOW_MCP_TOOLS", "dag_management, vm_operations");
        Tree tree = check();
        assertThat(tree.mcp().port()).isEqualTo(8889);
        assertThat(tree.mcp().tools().get("log_access").enabled()).isFalse();
        assertThat(tree.mcp().tools().get("vm_operations").enabled()).isTrue();
    }

    @Test
    void takesAllGroupsByOneWord() throws IOException {
        file("airflow: {mcp: {tools: {log_access: {enabled: false}}}}");
        environment.put("AIRFLOW_MCP_TOOLS", "all");
        assertThat(check().mcp().tools().keySet()).isEqualTo(LabSettings.GROUPS);
        assertThat(check().mcp().tools().values()).allMatch(ToolGroups.Group::enabled);
    }

    @Test
    void tellsWhatTheFileSetsButNoSecretAndNothingThatAVariableSets() throws IOException {
        file("""
            airflow:
              mcp: { port: 1, host: 10.0.0.1, auth: { api_key: "${AIRFLOW_MCP_API_KEY}" } }
              api: { url: "http://${AIRFLOW_NAME}:8080", ui_url: "http://me:secret@airflow/", password: secret }
              libvirt: { uri: "${UNSET}" }
            """);
        environment.put("AIRFLOW_MCP_API_KEY", KEY);
        environment.put("AIRFLOW_NAME", "airflow.lab.example");
        assertThat(OperatorConfig.setByFile(new LabSettings(), environment::get))
                .isEqualTo(
                        Map.of("AIRFLOW_MCP_HOST", "10.0.0.1", "AIRFLOW_API_URL", "http://airflow.lab.example:8080"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        AIRFLOW_MCP_ENABLED         | maybe   | airflow.mcp.enabled (AIRFLOW_MCP_ENABLED) is maybe; allowed is true or false
        AIRFLOW_MCP_PORT            | eighty  | airflow.mcp.port (AIRFLOW_MCP_PORT) is eighty; allowed is a whole number
        AIRFLOW_MCP_PORT            | 70000   | airflow.mcp.port (AIRFLOW_MCP_PORT) is 70000; allowed is a port from 0 to 65535
        AIRFLOW_MCP_TRUSTED_PROXIES | 10.0.0.1; x | airflow.mcp.trusted_proxies (AIRFLOW_MCP_TRUSTED_PROXIES) is 10.0.0.1; x; allowed is a list of addresses, networks such as 10.0.0.0/8, or names
        AIRFLOW_MCP_TRUSTED_PROXIES | 999.999.999.999 | airflow.mcp.trusted_proxies (AIRFLOW_MCP_TRUSTED_PROXIES) is 999.999.999.999; allowed is a list of addresses, networks such as 10.0.0.0/8, or names
        AIRFLOW_MCP_TRUSTED_PROXIES | 10.0.0.0/33 | airflow.mcp.trusted_proxies (AIRFLOW_MCP_TRUSTED_PROXIES) is 10.0.0.0/33; allowed is a list of addresses, networks such as 10.0.0.0/8, or names
        AIRFLOW_MCP_TRUSTED_PROXIES | ::1/129 | airflow.mcp.trusted_proxies (AIRFLOW_MCP_TRUSTED_PROXIES) is ::1/129; allowed is a list of addresses, networks such as 10.0.0.0/8, or names
        AIRFLOW_MCP_RATE_LIMIT      | 0       | airflow.mcp.rate_limit.requests_per_minute (AIRFLOW_MCP_RATE_LIMIT) is 0; allowed is 1 to 1000000
        AIRFLOW_MCP_AUTH_METHOD     | basic   | airflow.mcp.auth.method (AIRFLOW_MCP_AUTH_METHOD) is basic; allowed is one of api_key, jwt, mtls
        AIRFLOW_MCP_API_KEY_ROLE    | root    | airflow.mcp.auth.role (AIRFLOW_MCP_API_KEY_ROLE) is root; allowed is one of admin, execute, read
        AIRFLOW_MCP_MANAGEMENT_PORT | 70000   | airflow.mcp.management.port (AIRFLOW_MCP_MANAGEMENT_PORT) is 70000; allowed is a port from 0 to 65535
        AIRFLOW_MCP_TOOLS_READ_ONLY | 2       | airflow.mcp.read_only (AIRFLOW_MCP_TOOLS_READ_ONLY) is 2; allowed is true or false
        AIRFLOW_MCP_TOOLS           | dags    | airflow.mcp.tools.dags.enabled is dags; allowed is one of dag_management, log_access, vm_operations; AIRFLOW_MCP_TOOLS=all is all of them
        AIRFLOW_MCP_TOOLS           | *       | airflow.mcp.tools.*.enabled is *; allowed is one of dag_management, log_access, vm_operations; AIRFLOW_MCP_TOOLS=all is all of them
        """)
    void saysInOneLineWhichVariableIsWrongAndWhatIsAllowed(String name, String value, String sentence) {
        environment.put(name, value);
        assertThatThrownBy(this::check).isInstanceOf(WrongConfiguration.class).hasMessage(sentence);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        airflow: {mcp: {prot: 1}}                      | airflow.mcp.prot is not a setting; Did you mean airflow.mcp.port
        airflow: {mpc: {port: 1}}                      | airflow.mpc.port is not a setting; Did you mean airflow.mcp.port
        airflow: {mcp: {tools: {vms: {enabled: true}}}}| airflow.mcp.tools.vms.enabled is vms; allowed is one of dag_management, log_access, vm_operations; AIRFLOW_MCP_TOOLS=all is all of them
        airflow: {api: {timeout: soon}}                | airflow.api.timeout is soon; allowed is a duration such as 10s
        airflow: {api: {timeout: -3s}}                 | airflow.api.timeout is -3s; allowed is a duration such as 10s, more than nothing
        airflow: {api: {proxy: "host:80"}}             | airflow.api.proxy (AIRFLOW_PROXY) is host:80; allowed is an address such as http://host:80
        airflow: {mcp: {audit: {rotate_mib: 0}}}       | airflow.mcp.audit.rotate_mib is 0; allowed is 1 to 100000
        airflow: {mcp: {audit: {hmac_key: abc}}}       | airflow.mcp.audit.hmac_key (AUDIT_HMAC_KEY) is a weak secret (not shown)
        airflow: {mcp: {cors: {allowed_origins: []}}}  | airflow.mcp.cors.allowed_origins is empty; set at least one value
        airflow: {mcp: {cors: {allowed_origins: [all]}}}| airflow.mcp.cors.allowed_origins is all; allowed is scheme://host[:port], with * for any port
        """)
    void saysInOneLineWhichKeyOfTheFileIsWrong(String yaml, String sentence) throws IOException {
        file(yaml);
        assertThatThrownBy(this::check).isInstanceOf(WrongConfiguration.class).hasMessageStartingWith(sentence);
    }

    @ParameterizedTest
    @ValueSource(strings = {"short", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
    void refusesAWeakSecretWithoutShowingIt(String secret) {
        environment.put("AIRFLOW_MCP_ENABLED", "true");
        environment.put("AIRFLOW_MCP_API_KEY", secret);
        assertThatThrownBy(this::check)
                .hasMessageStartingWith("airflow.mcp.auth.api_key (AIRFLOW_MCP_API_KEY) is a weak secret (not shown)")
                .hasMessageContaining("at least 32 characters")
                .hasMessageNotContaining(secret);
    }

    @Test
    void wantsAnotherStatusKeyThanTheApiKeyWhoseRoleItWouldGet() {
        environment.put("AIRFLOW_MCP_ENABLED", "true");
        environment.put("AIRFLOW_MCP_API_KEY", KEY);
        environment.put("AIRFLOW_MCP_STATUS_KEY", KEY);
        assertThatThrownBy(this::check)
                .hasMessage("airflow.mcp.auth.status_key (AIRFLOW_MCP_STATUS_KEY) is the same secret (not shown);"
                        + " allowed is another than api_key");
        environment.put("AIRFLOW_MCP_STATUS_KEY", "short");
        assertThatThrownBy(this::check)
                .hasMessageStartingWith(
                        "airflow.mcp.auth.status_key (AIRFLOW_MCP_STATUS_KEY) is a weak secret (not shown)");
    }

    @Test
    void showsNoPasswordOfAWrongAddress() {
        environment.put("AIRFLOW_MCP_PORT", "postgresql://rag:se/cret@db/docs");
        assertThatThrownBy(this::check)
                .hasMessageContaining("postgresql://…@db/docs")
                .hasMessageNotContaining("cret");
    }

    @Test
    void wantsASecretOnlyOfAnEnabledService() throws IOException {
        file("airflow: {mcp: {enabled: true, auth: {api_key: \"${AIRFLOW_MCP_API_KEY}\"}}}");
        assertThatThrownBy(this::check)
                .hasMessageStartingWith(
                        "airflow.mcp.auth.api_key (AIRFLOW_MCP_API_KEY) is nothing; allowed is a secret");
        environment.put("AIRFLOW_MCP_ENABLED", "false");
        assertThat(check().mcp().enabled()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        CLIENTS_FILE   | none.json                    | airflow.mcp.auth.clients_file (AIRFLOW_MCP_CLIENTS_FILE) is none.json; allowed is a file that can be read
        AUTH_METHOD    | api_key,basic                | airflow.mcp.auth.method (AIRFLOW_MCP_AUTH_METHOD) is basic; allowed is one of api_key, jwt, mtls
        JWT_KEYS       | http://sso.example/jwks      | airflow.mcp.auth.jwt.keys (AIRFLOW_MCP_JWT_KEYS) is http://sso.example/jwks; allowed is
        JWT_KEYS       | http://localhost.evil.example/jwks | airflow.mcp.auth.jwt.keys (AIRFLOW_MCP_JWT_KEYS) is http://localhost.evil
        JWT_KEYS       | none.pem                     | airflow.mcp.auth.jwt.keys (AIRFLOW_MCP_JWT_KEYS) is none.pem; allowed is a file that can be read
        JWT_ISSUER     | ''                           | airflow.mcp.auth.jwt.issuer (AIRFLOW_MCP_JWT_ISSUER) is nothing
        JWT_AUDIENCE   | ''                           | airflow.mcp.auth.jwt.audience (AIRFLOW_MCP_JWT_AUDIENCE) is nothing
        JWT_AUDIENCE   | qubinode                     | airflow.mcp.auth.jwt.resource (AIRFLOW_MCP_JWT_RESOURCE) is qubinode; allowed is the address of /mcp
        """)
    void saysWhatAnEnabledServiceLacksToKnowItsCallers(String name, String value, String sentence) {
        takeKeysAndTokens();
        environment.put("AIRFLOW_MCP_" + name, value);
        assertThatThrownBy(this::check).isInstanceOf(WrongConfiguration.class).hasMessageStartingWith(sentence);
    }

    @Test
    void wantsKeysOfAnIssuerThatCannotBeAsked() {
        takeKeysAndTokens();
        environment.put("AIRFLOW_MCP_JWT_KEYS", "");
        assertThat(check().mcp().auth().jwt().keys()).isEmpty();
        environment.put("AIRFLOW_MCP_JWT_ISSUER", "lab-sso");
        assertThatThrownBy(this::check)
                .hasMessageStartingWith(
                        "airflow.mcp.auth.jwt.keys (AIRFLOW_MCP_JWT_KEYS) is nothing; allowed is a file with PEM");
    }

    @Test
    void takesSeveralMethodsLimitsAndRolesOfTheIssuer() throws IOException {
        file("""
            airflow:
              mcp:
                auth: { method: [jwt, api_key], jwt: { roles: { execute: [lab-operator, staff] } } }
                rate_limit: { tools: { "create_*": 5 }, concurrent_calls_per_tool: 3 }
            """);
        takeKeysAndTokens();
        environment.remove("AIRFLOW_MCP_AUTH_METHOD");
        Tree tree = check();
        assertThat(tree.mcp().auth().method()).containsExactly("jwt", "api_key");
        assertThat(tree.mcp().auth().jwt().roles())
                .isEqualTo(Map.of(Permission.EXECUTE, List.of("lab-operator", "staff")));
        assertThat(tree.mcp().rateLimit().tools()).isEqualTo(Map.of("create_*", 5));
        assertThat(tree.mcp().rateLimit().concurrentCallsPerTool()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        concurrent_calls_per_tool: 0 | airflow.mcp.rate_limit.concurrent_calls_per_tool is 0; allowed is 1 to 10000
        tools: {create_vm: 0}        | airflow.mcp.rate_limit.tools.create_vm is 0; allowed is 1 to 1000000
        """)
    void refusesLimitsThatLetNothingThrough(String limit, String sentence) throws IOException {
        file("airflow: {mcp: {rate_limit: {" + limit + "}}}");
        assertThatThrownBy(this::check).isInstanceOf(WrongConfiguration.class).hasMessage(sentence);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        AI_MODEL_URL  | http://localhost:11434/v1 | model.url (AI_MODEL_URL) is set, but not airflow.model.name (AI_MODEL_NAME)
        AI_MODEL_NAME | tiny                      | model.name (AI_MODEL_NAME) is set, but not airflow.model.url (AI_MODEL_URL)
        """)
    void wantsAddressAndNameOfAModelTogether(String name, String value, String sentence) {
        environment.putAll(Map.of(name, value));
        assertThatThrownBy(this::check).isInstanceOf(WrongConfiguration.class).hasMessage("airflow." + sentence);
        environment.putAll(Map.of("AI_MODEL_URL", "http://localhost:11434/v1", "AI_MODEL_NAME", "tiny"));
        assertThat(check().model().name()).contains("tiny");
        environment.putAll(Map.of("AI_MODEL_URL", "", "AI_MODEL_NAME", ""));
        assertThat(check().model().name()).isEmpty();
    }

    private void takeKeysAndTokens() {
        environment.put("AIRFLOW_MCP_ENABLED", "true");
        environment.put("AIRFLOW_MCP_API_KEY", KEY);
        environment.put("AIRFLOW_MCP_AUTH_METHOD", "api_key,jwt");
        environment.put("AIRFLOW_MCP_JWT_KEYS", "https://sso.lab.example/jwks");
        environment.put("AIRFLOW_MCP_JWT_ISSUER", "https://sso.lab.example");
        environment.put("AIRFLOW_MCP_JWT_AUDIENCE", "https://mcp.lab.example/mcp");
    }

    @Test
    void movesTheMetricsWithTheServiceUnlessToldWhere() {
        environment.put("AIRFLOW_MCP_PORT", "20000");
        assertThat(check().mcp().management().port()).isEqualTo(21000);
        environment.put("AIRFLOW_MCP_MANAGEMENT_PORT", "9100");
        assertThat(check().mcp().management().port()).isEqualTo(9100);
    }

    @Test
    void saysWhenTheFileIsNotYaml() throws IOException {
        file("airflow: [");
        assertThatThrownBy(this::check)
                .isInstanceOf(WrongConfiguration.class)
                .hasMessageStartingWith("mcp-servers.yml is not YAML: ")
                .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
    }

    @Test
    void saysWhenTheNamedFileIsNotThere() {
        environment.put("MCP_CONFIG", "no-such.yml");
        assertThatThrownBy(this::check).hasMessage("MCP_CONFIG: there is no file no-such.yml");
    }

    private void file(String yaml) throws IOException {
        Path file = Files.writeString(folder.resolve("mcp-servers.yml"), yaml);
        environment.put("MCP_CONFIG", file.toString());
    }

    private Tree check() {
        return StartupChecks.check(new LabSettings(), environment::get, Tree.class, Tree::mcp);
    }
}
