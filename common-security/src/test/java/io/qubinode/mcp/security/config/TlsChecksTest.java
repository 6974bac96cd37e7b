package io.qubinode.mcp.security.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qubinode.mcp.security.core.Permission;
import io.qubinode.mcp.security.testing.Certificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsChecksTest {

    private static final Certificates LAB = new Certificates("checks")
            .make("server", "localhost")
            .make("client", "other")
            .make("client", "old", "--days", "-1");

    @TempDir
    Path folder;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void setEverything() throws IOException {
        environment.put("AIRFLOW_MCP_PORT", "8889");
        environment.put("AIRFLOW_MCP_ENABLED", "true");
        environment.put("AIRFLOW_MCP_AUTH_METHOD", "mtls");
        set("TLS_CERTIFICATE_FILE", "server.pem");
        set("TLS_KEY_FILE", "server.key");
        set("MTLS_CA_FILE", "ca.pem");
        set("MTLS_CRL_FILE", "crl.pem");
        rules("""
                - { subject: { CN: alice, O: Lab }, client: alice@lab, role: admin }
                - { dns: "*.ci.lab.example", role: execute, tools: [list_dags, "get_*"], requests_per_minute: 20 }
                - { uri: "spiffe://lab.example/*" }
                """);
    }

    @Test
    void takesTheRulesInTheirOrder() {
        var rules = check().auth().mtls().rules();
        assertThat(rules).hasSize(3);
        assertThat(rules.get(0).subject()).isEqualTo(Map.of("CN", "alice", "O", "Lab"));
        assertThat(rules.get(0).role()).isEqualTo(Permission.ADMIN);
        assertThat(rules.get(1).dns()).contains("*.ci.lab.example");
        assertThat(rules.get(1).tools()).contains(List.of("list_dags", "get_*"));
        assertThat(rules.get(1).requestsPerMinute()).hasValue(20);
        assertThat(rules.get(2).role()).isEqualTo(Permission.READ);
    }

    @Test
    void needsNeitherCertificateNorRulesOfAServiceWithKeys() {
        environment.put("AIRFLOW_MCP_AUTH_METHOD", "api_key");
        environment.put("AIRFLOW_MCP_API_KEY", "0123456789abcdef0123456789abcdef");
        List.of("TLS_CERTIFICATE_FILE", "TLS_KEY_FILE", "MTLS_CA_FILE", "MTLS_CRL_FILE")
                .forEach(name -> environment.remove("AIRFLOW_MCP_" + name));
        assertThat(check().tls().certificateFile()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            TLS_CERTIFICATE_FILE | none.pem   | tls.certificate_file (AIRFLOW_MCP_TLS_CERTIFICATE_FILE) is FOLDER/none.pem, which cannot be read; allowed is the PEM file of the server's certificate
            TLS_CERTIFICATE_FILE | crl.pem    | tls.key_file (AIRFLOW_MCP_TLS_KEY_FILE) is FOLDER/server.key with certificate_file FOLDER/crl.pem; allowed is a file that can be read and is right; crl.pem, server.key: it
            TLS_CERTIFICATE_FILE | old.pem    | tls.key_file (AIRFLOW_MCP_TLS_KEY_FILE) is FOLDER/server.key with certificate_file FOLDER/old.pem; allowed is a file that can be read and is right; old.pem, server.key: the certificate ended on
            TLS_KEY_FILE         | none.key   | tls.key_file (AIRFLOW_MCP_TLS_KEY_FILE) is FOLDER/none.key, which cannot be read; allowed is the PEM file of the certificate's RSA or EC key
            TLS_KEY_FILE         | other.key  | tls.key_file (AIRFLOW_MCP_TLS_KEY_FILE) is FOLDER/other.key with certificate_file FOLDER/server.pem; allowed is a file that can be read and is right; server.pem, other.key: the key is not the one of the certificate
            TLS_KEY_FILE         | ca.pem     | tls.key_file (AIRFLOW_MCP_TLS_KEY_FILE) is FOLDER/ca.pem with certificate_file FOLDER/server.pem; allowed is a file that can be read and is right; server.pem, ca.pem: the key is not
            MTLS_CA_FILE         | none.pem   | auth.mtls.ca_file (AIRFLOW_MCP_MTLS_CA_FILE) is FOLDER/none.pem, which cannot be read; allowed is the PEM file of the authorities
            MTLS_CA_FILE         | server.pem | auth.mtls.ca_file (AIRFLOW_MCP_MTLS_CA_FILE) is FOLDER/server.pem with crl_file FOLDER/crl.pem; allowed is a file that can be read and is right; server.pem, crl.pem: CN=localhost is not a certificate authority
            MTLS_CRL_FILE        | none.pem   | auth.mtls.crl_file (AIRFLOW_MCP_MTLS_CRL_FILE) is FOLDER/none.pem, which cannot be read
            MTLS_CRL_FILE        | ca.key     | auth.mtls.ca_file (AIRFLOW_MCP_MTLS_CA_FILE) is FOLDER/ca.pem with crl_file FOLDER/ca.key; allowed is a file that can be read and is right; ca.pem, ca.key: it
            """)
    void saysInOneLineWhichFileIsWrong(String name, String file, String sentence) {
        set(name, file);
        assertThatThrownBy(this::check)
                .isInstanceOf(WrongConfiguration.class)
                .hasMessageStartingWith(
                        "airflow.mcp." + sentence.replace("FOLDER", LAB.folder().toString()))
                .satisfies(wrong -> assertThat(wrong.getMessage().lines()).hasSize(1));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            TLS_CERTIFICATE_FILE | tls.certificate_file (AIRFLOW_MCP_TLS_CERTIFICATE_FILE) is nothing; allowed is the PEM file
            TLS_KEY_FILE         | tls.key_file (AIRFLOW_MCP_TLS_KEY_FILE) is nothing; allowed is the PEM file
            MTLS_CA_FILE         | auth.mtls.ca_file (AIRFLOW_MCP_MTLS_CA_FILE) is nothing; allowed is the PEM file
            """)
    void saysInOneLineWhichFileIsMissing(String name, String sentence) {
        environment.remove("AIRFLOW_MCP_" + name);
        assertThatThrownBy(this::check).hasMessageStartingWith("airflow.mcp." + sentence);
    }

    @Test
    void wantsACertificateOfItsOwnBeforeItAsksForOthers() {
        environment.remove("AIRFLOW_MCP_TLS_CERTIFICATE_FILE");
        environment.remove("AIRFLOW_MCP_TLS_KEY_FILE");
        assertThatThrownBy(this::check)
                .hasMessageStartingWith(
                        "airflow.mcp.tls.certificate_file (AIRFLOW_MCP_TLS_CERTIFICATE_FILE) is nothing")
                .hasMessageEndingWith("because clients show a certificate only to a service that has one itself");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            - { role: read }                                    | airflow.mcp.auth.mtls.rules[0] is wrong: it asks for none of subject
            - { subject: { O: Lab } }                           | airflow.mcp.auth.mtls.rules[0] is wrong: without CN, dns, uri or email it needs a client
            - { subject: { Name: x } }                          | airflow.mcp.auth.mtls.rules[0] is wrong: Name is none of C, CN, DC, L, O, OU, ST, STREET, UID
            - { dns: x, tools: [list dags] }                    | airflow.mcp.auth.mtls.rules[0] is wrong: "list dags" is not a valid tool name pattern
            - { dns: x, requests_per_minute: 0 }                | airflow.mcp.auth.mtls.rules[0] is wrong: requests_per_minute is not 1 to 1000000
            - { dns: x, role: root }                            | airflow.mcp.auth.mtls.rules[0].role is root; allowed is one of admin, execute, read
            - { dn: x }                                         | airflow.mcp.auth.mtls.rules[0].dn is not a setting
            """)
    void saysInOneLineWhichRuleIsWrong(String rule, String sentence) throws IOException {
        rules(rule);
        assertThatThrownBy(this::check).isInstanceOf(WrongConfiguration.class).hasMessageStartingWith(sentence);
    }

    @Test
    void wantsARule() {
        environment.remove("MCP_CONFIG");
        assertThatThrownBy(this::check).hasMessageStartingWith("airflow.mcp.auth.mtls.rules is nothing");
    }

    @Test
    void listensForTlsAloneWhereItHasACertificate() {
        var sources = OperatorConfig.sources(new LabSettings(), environment::get);
        assertThat(OperatorConfig.listener(sources, name -> name.equals("qubinode.root") ? "airflow" : null)
                        .getProperties())
                .isEqualTo(Map.of(
                        "quarkus.http.insecure-requests", "disabled",
                        "quarkus.http.ssl-port", "${airflow.mcp.port}"));
        assertThat(OperatorConfig.listener(sources, name -> name.equals("qubinode.root") ? "ai_assistant" : null)
                        .getProperties())
                .isEmpty();
    }

    private void set(String name, String file) {
        environment.put("AIRFLOW_MCP_" + name, LAB.file(file).toString());
    }

    private void rules(String rules) throws IOException {
        String yaml = "airflow:\n  mcp:\n    auth:\n      mtls:\n        rules:\n" + rules.indent(10);
        Path file = Files.writeString(folder.resolve("mcp-servers.yml"), yaml);
        environment.put("MCP_CONFIG", file.toString());
    }

    private McpConfig check() {
        return StartupChecks.check(
                        new LabSettings(), environment::get, StartupChecksTest.Tree.class, StartupChecksTest.Tree::mcp)
                .mcp();
    }
}
