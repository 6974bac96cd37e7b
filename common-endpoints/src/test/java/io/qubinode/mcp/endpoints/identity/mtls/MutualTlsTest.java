package io.qubinode.mcp.endpoints.identity.mtls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.endpoints.testing.DoorClient;
import io.qubinode.mcp.security.identity.Authenticators;
import io.qubinode.mcp.security.testing.Certificates;
import io.qubinode.mcp.security.tls.ServerTls;
import io.qubinode.mcp.testing.AuditLines;
import io.qubinode.mcp.testing.Settings;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.inject.Any;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(MutualTlsTest.OnlyCertificates.class)
class MutualTlsTest {

    private static final String[] FILES = {"ca.pem", "crl.pem", "server.pem", "server.key"};
    private static final Certificates LAB = new Certificates("mutual")
            .make("server", "localhost", "127.0.0.1")
            .make("client", "alice", "--subject", "/O=Lab/CN=alice")
            .make("client", "ci", "--dns", "7.ci.lab.example")
            .make("client", "nobody", "--subject", "/O=Lab/CN=nobody")
            .make("client", "old", "--subject", "/O=Lab/CN=alice", "--days", "-1")
            .make("client", "gone", "--subject", "/O=Lab/CN=alice")
            .make("revoke", "gone");
    private static final Certificates STRANGE = new Certificates("strange")
            .make("server", "localhost")
            .make("client", "alice", "--subject", "/O=Lab/CN=alice");
    private static final Certificates KEPT = new Certificates("mutual-kept");

    public static class OnlyCertificates extends Settings {
        @Override
        public Map<String, String> start() {
            KEPT.take(LAB, FILES);
            var settings = new HashMap<>(LAB.settings());
            settings.put("probe.mcp.auth.method", "mtls");
            settings.put("probe.mcp.auth.mtls.rules[0].subject.CN", "alice");
            settings.put("probe.mcp.auth.mtls.rules[0].subject.O", "Lab");
            settings.put("probe.mcp.auth.mtls.rules[0].role", "admin");
            settings.put("probe.mcp.auth.mtls.rules[1].dns", "*.ci.lab.example");
            settings.put("probe.mcp.auth.mtls.rules[1].role", "execute");
            settings.put("probe.mcp.auth.mtls.rules[1].tools", "write_*");
            settings.put("probe.mcp.auth.mtls.rules[1].requests_per_minute", "50");
            return settings;
        }
    }

    @TestHTTPResource(value = "/tools", tls = true)
    URI tools;

    @Inject
    Authenticators authenticators;

    @Inject
    @Any
    ServerTls tls;

    @AfterEach
    void takeBackTheFirstFiles() {
        LAB.take(KEPT, FILES);
        authenticators.refresh();
        tls.refresh();
    }

    @Test
    void takesTheHolderOfACertificateForTheFirstRuleThatFits() throws Exception {
        var audit = new AuditLines();
        assertThat(get(LAB.client("alice")).statusCode()).isEqualTo(200);
        assertThat(audit.written())
                .extracting(line -> line.getString("client"), line -> line.getString("auth"))
                .containsExactly(org.assertj.core.groups.Tuple.tuple("alice", "mtls"));
    }

    @Test
    void letsTheHolderUseTheToolsOfItsRuleAlone() throws Exception {
        assertThat(get(LAB.client("ci")).body())
                .contains("write_note")
                .doesNotContain("echo")
                .doesNotContain("reset");
    }

    static Stream<SSLContext> refused() {
        return Stream.of(
                LAB.stranger(),
                LAB.client("old"),
                LAB.client("gone"),
                LAB.client("nobody"),
                // It is for servers.
                LAB.client("server"),
                LAB.client("ca"),
                LAB.client(STRANGE, "alice"),
                // Signed by itself.
                LAB.client(STRANGE, "ca"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void refusesAllOthersLikeEveryWrongCredential(SSLContext tls) throws Exception {
        var audit = new AuditLines();
        HttpResponse<String> answer = get(tls);
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate"))
                .contains("ClientCertificate realm=\"qubinode-mcp\"");
        assertThat(new JsonObject(answer.body()).getString("hint"))
                .isEqualTo("Connect with a client certificate of this service's authority.");
        assertThat(audit.written())
                .extracting(line -> line.getString("outcome"))
                .containsExactly("unauthenticated");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-SSL-Client-Cert",
                "X-SSL-Client-S-DN",
                "X-Client-Verify",
                "X-Forwarded-Client-Cert",
                "Client-Cert",
                "X-API-Key"
            })
    void believesNoHeader(String name) throws Exception {
        String value = name.equals("X-API-Key") ? DoorClient.KEY : "CN=alice,O=Lab";
        var request = HttpRequest.newBuilder(tools).header(name, value).build();
        assertThat(client(LAB.stranger()).send(request, BodyHandlers.ofString()).statusCode())
                .isEqualTo(401);
    }

    @Test
    void refusesARevokedCertificateOnTheConnectionThatItOpened() throws Exception {
        LAB.make("client", "leaver", "--subject", "/O=Lab/CN=alice");
        HttpClient leaver = client(LAB.client("leaver"));
        assertThat(get(leaver).statusCode()).isEqualTo(200);
        LAB.make("revoke", "leaver");
        authenticators.refresh();
        assertThat(get(leaver).statusCode()).isEqualTo(401);
        assertThat(get(LAB.client("alice")).statusCode()).isEqualTo(200);
    }

    @Test
    void takesANewAuthorityWithoutARestart() throws Exception {
        LAB.take(STRANGE, "ca.pem", "crl.pem");
        authenticators.refresh();
        // Clients know the server by its first authority still.
        assertThat(get(KEPT.client(STRANGE, "alice")).statusCode()).isEqualTo(200);
        assertThat(get(KEPT.client(LAB, "alice")).statusCode()).isEqualTo(401);
    }

    @Test
    void refusesCertificatesWhoseAuthorityHasNoList() throws Exception {
        LAB.take(STRANGE, "ca.pem");
        authenticators.refresh();
        assertThat(get(KEPT.client(STRANGE, "alice")).statusCode()).isEqualTo(401);
    }

    @Test
    void goesOnWithTheLastGoodAuthorityWhenItsFileIsBroken() throws Exception {
        java.nio.file.Files.writeString(LAB.file("ca.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n");
        authenticators.refresh();
        assertThat(get(KEPT.client(LAB, "alice")).statusCode()).isEqualTo(200);
        assertThat(authenticators.problem())
                .hasValueSatisfying(problem -> assertThat(problem).startsWith("ca.pem, crl.pem: it is not PEM"));
    }

    @Test
    void goesOnAskingForCertificatesAfterItsOwnIsRenewed() throws Exception {
        LAB.take(STRANGE, "server.pem", "server.key");
        tls.refresh();
        assertThat(get(STRANGE.client(LAB, "alice")).statusCode()).isEqualTo(200);
        assertThat(get(STRANGE.stranger()).statusCode()).isEqualTo(401);
    }

    @Test
    void speaksNoPlainHttp() {
        var plain = HttpRequest.newBuilder(URI.create("http://localhost:" + tools.getPort() + "/health"))
                .build();
        assertThatThrownBy(() -> client(LAB.stranger()).send(plain, BodyHandlers.ofString()))
                .isInstanceOf(IOException.class);
    }

    @Test
    void leavesTheHealthOpenForProbesWithoutACertificate() throws Exception {
        var request = HttpRequest.newBuilder(tools.resolve("/health")).build();
        assertThat(client(LAB.stranger()).send(request, BodyHandlers.ofString()).body())
                .isEqualTo("{\"status\":\"up\"}");
    }

    private static HttpClient client(SSLContext tls) {
        return HttpClient.newBuilder().sslContext(tls).build();
    }

    private HttpResponse<String> get(SSLContext tls) throws IOException, InterruptedException {
        return get(client(tls));
    }

    private HttpResponse<String> get(HttpClient client) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(tools).build(), BodyHandlers.ofString());
    }
}
