package io.qubinode.mcp.endpoints.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.endpoints.testing.DoorClient;
import io.restassured.response.Response;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class HardeningTest {

    @TestHTTPResource
    URI base;

    @Inject
    Vertx vertx;

    @ParameterizedTest
    @ValueSource(strings = {"/health", "/tools", "/nowhere", "/mcp"})
    void sendsHeadersThatKeepBrowsersFromGuessingFramingAndKeeping(String path) {
        Response answer = given().get(path);
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
        assertThat(answer.header("Content-Security-Policy")).contains("default-src 'none'");
        assertThat(answer.header("Cache-Control")).contains("no-store");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health", "/tools", "/nowhere", "/mcp"})
    void saysNothingOfSoftwareAndVersions(String path) {
        Response answer = given().get(path);
        assertThat(answer.headers().asList())
                .noneMatch(header -> header.getName().matches("(?i)server|x-powered-by|via"));
        assertThat(answer.asString()).doesNotContainIgnoringCase("quarkus").doesNotContain("1.2.3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/tools/echo", "/mcp"})
    void refusesABodyThatIsTooLarge(String path) {
        given().header("X-API-Key", DoorClient.KEY)
                .contentType("application/json")
                .body("{\"message\":\"" + "m".repeat(3 << 20) + "\"}")
                .post(path)
                .then()
                .statusCode(413);
    }

    @Test
    void refusesJsonThatIsNestedTooDeeply() {
        given().header("X-API-Key", DoorClient.KEY)
                .contentType("application/json")
                .body("{\"extra\":".repeat(500) + "1" + "}".repeat(500))
                .post("/tools/echo")
                .then()
                .statusCode(400)
                .body("code", equalTo("invalid_argument"));
    }

    @Test
    void refusesHeadersAndAddressesThatAreTooLong() throws IOException {
        assertThat(statusOf("GET /health HTTP/1.1\r\nHost: localhost\r\nX-Long: " + "h".repeat(20_000) + "\r\n\r\n"))
                .matches("(?s)HTTP/1.\\d 431 .*");
        assertThat(statusOf("GET /" + "a".repeat(5_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                .matches("(?s)HTTP/1.\\d 414 .*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n\r\n\u0000\u0001\u0002\r\n\r\n",
                "GET\r\n\r\n",
                "GET / HTTP/9.9\r\n\r\n",
                "GET http:// HTTP/1.1\r\n\r\n"
            })
    void answersOrEndsWhatIsNoHttp(String bytes) throws IOException {
        assertThat(statusOf(bytes)).matches("(?s)|HTTP/\\d.\\d (4\\d\\d|501|505) .*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host", "Origin", "Authorization", "X-API-Key", "Mcp-Session-Id", "Mcp-Protocol-Version"})
    void refusesAHeaderThatDecidesSomethingTwice(String header) throws IOException {
        String one = header + ": " + (header.equals("Host") ? "localhost" : "a") + "\r\n";
        String host = header.equals("Host") ? "" : "Host: localhost\r\n";
        for (String path : new String[] {"/health", "/tools", "/mcp"}) {
            assertThat(answerTo("GET " + path + " HTTP/1.1\r\n" + host + one + one))
                    .startsWith("HTTP/1.1 400")
                    .contains("more than one " + header);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"999.999.999.999", "1.2.3", "[1:2]", "[::1", "0x7f.1"})
    void takesNoAddressForOneThatThereCannotBe(String host) throws IOException {
        assertThat(answerTo("GET /tools HTTP/1.1\r\nHost: " + host + "\r\n")).matches("(?s)HTTP/1.1 40[03] .*");
    }

    @Test
    void unpacksNothingOfTheClassPath() {
        assertThat(vertx.fileSystem().existsBlocking("application.properties")).isFalse();
    }

    @Test
    void endsARequestThatNeverEnds() throws IOException {
        try (var socket = new Socket(base.getHost(), base.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(("POST /tools/echo HTTP/1.1\r\nHost: localhost\r\nX-API-Key: " + DoorClient.KEY
                                    + "\r\nContent-Length: 100\r\n\r\n{")
                            .getBytes(StandardCharsets.ISO_8859_1));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                    .startsWith("HTTP/1.1 408");
        }
    }

    /** Of a whole request, which leaves the connection open until the answer is there. */
    private String answerTo(String requestLineAndHeaders) throws IOException {
        try (var socket = new Socket(base.getHost(), base.getPort())) {
            socket.setSoTimeout(10_000);
            String request = requestLineAndHeaders + "Connection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private String statusOf(String request) throws IOException {
        try (var socket = new Socket(base.getHost(), base.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void letsACallTakeLongerThanItsBodyMay() throws IOException {
        try (var socket = new Socket(base.getHost(), base.getPort())) {
            // Half as long again as the time for a body in these tests.
            socket.setSoTimeout(3_000);
            socket.getOutputStream()
                    .write(("POST /tools/work_long HTTP/1.1\r\nHost: localhost\r\nX-API-Key: " + DoorClient.KEY
                                    + "\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        }
    }
}
