package io.qubinode.mcp.endpoints.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.endpoints.testing.DoorClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

@QuarkusTest
class OutstandingAnswersTest {

    private static final String REQUEST =
            "GET /tools HTTP/1.1\r\nHost: localhost\r\nX-API-Key: " + DoorClient.KEY + "\r\n\r\n";

    @TestHTTPResource
    URI base;

    @Test
    void answersWhatIsAskedAFewAtATime() throws IOException {
        assertThat(answersTo(REQUEST.repeat(OutstandingAnswers.MOST))).isEqualTo(OutstandingAnswers.MOST);
    }

    @Test
    void keepsNoQueueForAClientThatWaitsForNoAnswer() throws IOException {
        assertThat(answersTo(REQUEST.repeat(1_000))).isLessThan(200);
    }

    private long answersTo(String requests) throws IOException {
        var answers = new ByteArrayOutputStream();
        try (var socket = new Socket(base.getHost(), base.getPort())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(requests.getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().transferTo(answers);
        } catch (SocketTimeoutException | SocketException e) {
            // There is no more to come.
        }
        return answers.toString(StandardCharsets.UTF_8).split("HTTP/1.1 200", -1).length - 1;
    }
}
