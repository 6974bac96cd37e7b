package io.qubinode.mcp.endpoints.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.endpoints.testing.DoorClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many connections of somebody who proves nothing. */
@QuarkusTest
class AnonymousConnectionsTest {

    private static final int MOST_OF_ADDRESS = 64;
    private static final int BYTES = 512 * 1024;
    // Nearly all that a request's headers may have.
    private static final String HEADERS = "a:\r\n".repeat(3_800);

    @TestHTTPResource
    URI base;

    private final List<Socket> sockets = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    @Test
    void oneTooManyOfAnAddressClosesTheOldest() throws IOException {
        // With an answer, so that it is entered before the others, which several event loops accept at once.
        assertThat(statusOf(open("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")))
                .isEqualTo(200);
        for (int i = 0; i < MOST_OF_ADDRESS + 20; i++) {
            open("GET /tools HTTP/1.1\r\nHost: local");
        }
        await().until(() -> open() <= MOST_OF_ADDRESS);
        assertThat(isOpen(sockets.getFirst())).isFalse();
        assertThat(isOpen(sockets.getLast())).isTrue();
    }

    @Test
    void unfinishedHeadersFillNoMemory() throws IOException {
        for (int i = 0; i < 60; i++) {
            open("GET /tools HTTP/1.1\r\nHost: localhost\r\n" + HEADERS);
        }
        await().until(() -> open() <= BYTES / HEADERS.length());
        assertThat(statusOf(open(request("GET /health")))).isEqualTo(200);
    }

    @Test
    void aKnownClientKeepsItsConnection() throws IOException {
        Socket known = open(request("GET /tools"));
        assertThat(statusOf(known)).isEqualTo(200);
        for (int i = 0; i < MOST_OF_ADDRESS + 20; i++) {
            open("GET /tools HTTP/1.1\r\nHost: local");
        }
        await().until(() -> open() <= MOST_OF_ADDRESS + 1);
        assertThat(isOpen(known)).isTrue();
    }

    private static String request(String what) {
        return what + " HTTP/1.1\r\nHost: localhost\r\nX-API-Key: " + DoorClient.KEY + "\r\n\r\n";
    }

    private Socket open(String beginning) throws IOException {
        var socket = new Socket(base.getHost(), base.getPort());
        sockets.add(socket);
        socket.getOutputStream().write(beginning.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** How many the service has not closed. */
    private long open() {
        return sockets.stream().filter(AnonymousConnectionsTest::isOpen).count();
    }

    /** Reads away what was answered. */
    private static boolean isOpen(Socket socket) {
        try {
            socket.setSoTimeout(1);
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
            return false;
        } catch (SocketTimeoutException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static int statusOf(Socket socket) {
        try {
            socket.setSoTimeout(10_000);
            var answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            return Integer.parseInt(answer.readLine().split(" ")[1]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
