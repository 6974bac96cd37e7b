package io.qubinode.mcp.airflow.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import io.qubinode.mcp.security.core.ToolException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A download that begins by https stays there, wherever the server sends it. */
class HttpDownloadTest {

    private static final String PASSWORD = "changeit";

    @TempDir
    Path folder;

    private SSLContext before;
    private WireMockServer server;

    @BeforeEach
    void aServerIsTrusted() throws Exception {
        Path keys = folder.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=dns:localhost",
                        "-alias",
                        "images",
                        "-keystore",
                        keys.toString(),
                        "-storepass",
                        PASSWORD,
                        "-storetype",
                        "PKCS12")
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        before = SSLContext.getDefault();
        SSLContext.setDefault(trusting(keys));
        server = new WireMockServer(WireMockConfiguration.options()
                .dynamicPort()
                .dynamicHttpsPort()
                .keystorePath(keys.toString())
                .keystorePassword(PASSWORD)
                .keyManagerPassword(PASSWORD)
                .keystoreType("PKCS12"));
        server.start();
        server.stubFor(WireMock.get("/SUMS").willReturn(WireMock.ok("digests")));
    }

    private static SSLContext trusting(Path keys) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream file = Files.newInputStream(keys)) {
            store.load(file, PASSWORD.toCharArray());
        }
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("images", store.getCertificate("images"));
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    @AfterEach
    void stop() {
        SSLContext.setDefault(before);
        server.stop();
    }

    @Test
    void followsARedirectToHttps() {
        redirectTo("https://localhost:" + server.httpsPort() + "/SUMS");
        assertThat(http().small(moved(), 100)).asString().isEqualTo("digests");
    }

    @Test
    void followsNoRedirectToHttp() {
        redirectTo("http://localhost:" + server.port() + "/SUMS");
        assertThatThrownBy(() -> http().small(moved(), 100)).satisfies(HttpDownloadTest::saysThatItIsNotFollowed);
        assertThatThrownBy(() -> http().fetch(moved(), folder.resolve("a.img"), (bytes, total) -> {}))
                .satisfies(HttpDownloadTest::saysThatItIsNotFollowed);
        server.verify(0, WireMock.getRequestedFor(WireMock.urlEqualTo("/SUMS")));
    }

    private static void saysThatItIsNotFollowed(Throwable e) {
        assertThat(e).isInstanceOf(ToolException.class).hasMessageContaining("a redirect from https to http");
    }

    private void redirectTo(String url) {
        server.stubFor(WireMock.get("/moved").willReturn(WireMock.temporaryRedirect(url)));
    }

    private URI moved() {
        return URI.create("https://localhost:" + server.httpsPort() + "/moved");
    }

    private static HttpDownload http() {
        return new HttpDownload(Duration.ofSeconds(10));
    }
}
