package io.qubinode.mcp.endpoints.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.endpoints.testing.DoorClient;
import io.qubinode.mcp.security.testing.Certificates;
import io.qubinode.mcp.security.tls.ServerTls;
import io.qubinode.mcp.testing.Settings;
import jakarta.enterprise.inject.Any;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(ServerTlsTest.WithKeys.class)
class ServerTlsTest {

    private static final String[] PAIR = {"server.pem", "server.key"};
    private static final Certificates LAB = new Certificates("server").make("server", "localhost");
    private static final Certificates NEXT = new Certificates("server-next").make("server", "localhost");
    private static final Certificates FIRST = new Certificates("server-first");

    public static class WithKeys extends Settings {
        @Override
        public Map<String, String> start() {
            FIRST.take(LAB, "ca.pem", "server.pem", "server.key");
            var settings = new HashMap<>(LAB.settings());
            settings.keySet().removeIf(key -> key.contains(".mtls."));
            return settings;
        }
    }

    @TestHTTPResource(value = "/tools", tls = true)
    URI tools;

    @Inject
    @Any
    ServerTls tls;

    @AfterEach
    void takeBackTheFirstPair() {
        LAB.take(FIRST, PAIR);
        tls.refresh();
    }

    @Test
    void servesKeysOverTlsAndAsksForNoCertificate() throws Exception {
        assertThat(status(client(FIRST.stranger()))).isEqualTo(200);
    }

    @Test
    void showsANewCertificateToNewConnectionsAndKeepsOpenOnes() throws Exception {
        HttpClient open = client(FIRST.stranger());
        assertThat(status(open)).isEqualTo(200);
        LAB.take(NEXT, PAIR);
        tls.refresh();
        assertThat(status(client(NEXT.stranger()))).isEqualTo(200);
        assertThatThrownBy(() -> status(client(FIRST.stranger()))).isInstanceOf(SSLHandshakeException.class);
        assertThat(status(open)).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"server.pem", "server.key"})
    void waitsForTheOtherFileWhenOneIsNew(String name) throws Exception {
        LAB.take(NEXT, name);
        tls.refresh();
        assertThat(status(client(FIRST.stranger()))).isEqualTo(200);
        assertThat(tls.problem())
                .contains("server.pem, server.key: the key is not the one of the certificate, or not an RSA or EC key"
                        + " in PEM without a password");
        LAB.take(NEXT, PAIR);
        tls.refresh();
        assertThat(tls.problem()).isEmpty();
        assertThat(status(client(NEXT.stranger()))).isEqualTo(200);
    }

    private static HttpClient client(SSLContext context) {
        return HttpClient.newBuilder().sslContext(context).build();
    }

    private int status(HttpClient client) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(tools).header("X-API-Key", DoorClient.KEY);
        return client.send(request.build(), BodyHandlers.discarding()).statusCode();
    }
}
