package io.qubinode.mcp.airflow.airflowapi.adapter;

import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.airflow.airflowapi.ConnectionLimit;
import io.qubinode.mcp.airflow.airflowapi.ProxyAddress;
import io.qubinode.mcp.airflow.testing.AirflowOnTheWire;
import io.qubinode.mcp.airflow.testing.OutsideSystems;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.tls.TrustedCertificates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The way to Airflow: own authorities, and a proxy. */
@QuarkusTest
@WithTestResource(OutsideSystems.class)
class AirflowConnectionTest {

    private static final String PASSWORD = "changeit";

    @TempDir
    static Path folder;

    private static Path keys;
    private static Path certificate;

    WireMockServer airflow;

    @BeforeAll
    static void makesACertificate() throws Exception {
        keys = folder.resolve("keys.p12");
        certificate = folder.resolve("ca.pem");
        keytool("-genkeypair", "-keyalg", "EC", "-dname", "CN=localhost", "-ext", "SAN=dns:localhost");
        keytool("-exportcert", "-rfc", "-file", certificate.toString());
    }

    @BeforeEach
    void airflowIsWell() {
        AirflowOnTheWire.isWell(airflow);
    }

    @Test
    void trustsAnAirflowThatAConfiguredAuthorityHasSigned() {
        var trusted = Optional.of(new TrustedCertificates.Reader().convert(certificate.toString()));
        assertThat(versionByTls(trusted)).isEqualTo("3.3.2");
    }

    @Test
    void doesNotTrustAnAirflowThatNobodyKnows() {
        assertThatThrownBy(() -> versionByTls(Optional.empty()))
                .isInstanceOfSatisfying(
                        ToolException.class,
                        e -> assertThat(e.error().code()).isEqualTo(ErrorCode.BACKEND_UNAVAILABLE));
    }

    @Test
    void asksByAProxy() {
        var proxy = Optional.of(new ProxyAddress("localhost", airflow.port()));
        assertThat(version("http://airflow.lab.invalid:8080", Optional.empty(), proxy))
                .isEqualTo("3.3.2");
        airflow.verify(getRequestedFor(urlEqualTo("/api/v2/version")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"proxy", "proxy:", ":3128", "http://proxy:3128", "proxy:99999", "a b:1"})
    void saysHowAProxyIsWritten(String wrong) {
        assertThatThrownBy(() -> new ProxyAddress.Reader().convert(wrong))
                .hasMessage("not a host:port, such as proxy.lab.example:3128");
    }

    @Test
    void saysWhatAFileOfAuthoritiesMustBe() throws Exception {
        Path other = Files.writeString(folder.resolve("other"), "no certificate");
        for (String wrong : new String[] {"/no/such/file", other.toString(), folder.toString()}) {
            assertThatThrownBy(() -> new TrustedCertificates.Reader().convert(wrong))
                    .as(wrong)
                    .hasMessage("not a readable file with certificates in PEM");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1000", "many", "1.5"})
    void saysHowManyConnectionsThereMayBe(String wrong) {
        assertThatThrownBy(() -> new ConnectionLimit().convert(wrong))
                .hasMessage("not a number of connections from 1 to 999");
    }

    private static String versionByTls(Optional<TrustedCertificates> trusted) {
        var server = new WireMockServer(WireMockConfiguration.options()
                .dynamicHttpsPort()
                .httpDisabled(true)
                .keystorePath(keys.toString())
                .keystorePassword(PASSWORD)
                .keyManagerPassword(PASSWORD)
                .keystoreType("PKCS12"));
        server.start();
        try {
            AirflowOnTheWire.isWell(server);
            return version("https://localhost:" + server.httpsPort(), trusted, Optional.empty());
        } finally {
            server.stop();
        }
    }

    private static String version(String url, Optional<TrustedCertificates> trusted, Optional<ProxyAddress> proxy) {
        var config = new TestConfig(url, Optional.of("qubinode"), Optional.empty(), trusted, proxy);
        return AirflowConnections.of(UUID.randomUUID().toString(), config)
                .airflow()
                .version();
    }

    private static void keytool(String command, String... arguments) throws Exception {
        var line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), command));
        line.addAll(List.of(
                "-alias", "airflow", "-keystore", keys.toString(), "-storepass", PASSWORD, "-storetype", "PKCS12"));
        line.addAll(List.of(arguments));
        Process process = new ProcessBuilder(line).inheritIO().start();
        assertThat(process.waitFor()).isZero();
    }
}
