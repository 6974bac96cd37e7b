package io.qubinode.mcp.endpoints.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.endpoints.testing.DoorClient;
import io.qubinode.mcp.testing.Settings;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody who proves nothing and takes time. */
@QuarkusTest
@WithTestResource(
        value = Settings.class,
        initArgs = {
            @ResourceArg(name = "qubinode.anonymous-timeout", value = "1s"),
            @ResourceArg(name = "qubinode.request-timeout", value = "10m")
        })
class SlowStrangersTest {

    @TestHTTPResource
    URI base;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "GET /tools HTTP/1.1\r\nHost: local",
                "GET /tools HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "POST /tools/echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{",
                // A TLS handshake that stops after its first bytes.
                "\u0016\u0003\u0001\u0002\u0000"
            })
    void hasNoConnectionForLong(String beginning) throws IOException {
        try (Socket socket = open(beginning)) {
            assertThat(ends(socket)).isTrue();
        }
    }

    @Test
    void aKnownClientHasAllTheTimeItNeeds() throws IOException {
        try (Socket known =
                        open("GET /tools HTTP/1.1\r\nHost: localhost\r\nX-API-Key: " + DoorClient.KEY + "\r\n\r\n");
                Socket stranger = open("")) {
            assertThat(known.getInputStream().read()).isPositive();
            assertThat(ends(stranger)).isTrue();
            known.getOutputStream()
                    .write("GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(known.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .contains("\"status\":\"up\"");
        }
    }

    private Socket open(String beginning) throws IOException {
        var socket = new Socket(base.getHost(), base.getPort());
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write(beginning.getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }

    /** Whether the service closes a connection. */
    private static boolean ends(Socket socket) throws IOException {
        try {
            socket.getInputStream().readAllBytes();
        } catch (SocketException e) {
            // Reset, because not everything that was sent had been read.
        }
        return true;
    }
}
