package io.qubinode.mcp.endpoints.mcp.session;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.quarkiverse.mcp.server.runtime.ConnectionManager;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.qubinode.mcp.endpoints.testing.DoorClient;
import io.qubinode.mcp.endpoints.testing.Messages;
import io.qubinode.mcp.endpoints.testing.SseMessages;
import io.qubinode.mcp.endpoints.testing.TwoClients;
import io.qubinode.mcp.testing.AuditLines;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(TwoClients.class)
class SessionsTest {

    private static final String OTHER_KEY = TwoClients.OTHER_KEY;
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TestHTTPResource
    URI base;

    @Inject
    ConnectionManager sessions;

    @Test
    void aSessionIsOfNoUseToAnotherClient() {
        String session = open(DoorClient.KEY);
        var audit = new AuditLines();
        as(OTHER_KEY, session)
                .body(Messages.request("tools/list"))
                .post("/mcp")
                .then()
                .statusCode(404)
                .body("code", equalTo("not_found"));
        assertThat(audit.written()).hasSize(1);
        assertThat(audit.written().getFirst().getString("client")).isEqualTo("other");
        as(OTHER_KEY, session).delete("/mcp").then().statusCode(404);
        as(DoorClient.KEY, session)
                .body(Messages.request("tools/list"))
                .post("/mcp")
                .then()
                .statusCode(200);
    }

    @Test
    void oneSessionTooManyClosesTheOneThatItsClientHasNotUsedForLongest() {
        String others = open(DoorClient.KEY);
        String first = open(OTHER_KEY);
        for (int i = 0; i < Sessions.MOST; i++) {
            open(OTHER_KEY);
        }
        as(OTHER_KEY, first)
                .body(Messages.request("tools/list"))
                .post("/mcp")
                .then()
                .statusCode(404);
        as(DoorClient.KEY, others)
                .body(Messages.request("tools/list"))
                .post("/mcp")
                .then()
                .statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/.", "//", "/x/..", "%2F", "/%2e", ";x=1", "?x=1"})
    void noOtherWayToWriteAPathLeadsToASessionOfHttpWithSse(String more) {
        try (var owners = new SseMessages(base, Map.of("X-API-Key", DoorClient.KEY))) {
            as(OTHER_KEY, null)
                    .urlEncodingEnabled(false)
                    .body(Messages.request("tools/list"))
                    .post(owners.endpoint() + more)
                    .then()
                    .statusCode(404);
            assertThat(owners.request("tools/list", new JsonObject()).getJsonObject("result"))
                    .isNotNull();
        }
    }

    @Test
    void aStreamBelongsToTheOneWhoOpenedItBeforeAnythingIsSentToIt() throws Exception {
        try (InputStream stream = get("/mcp/sse", null).body()) {
            String endpoint = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))
                    .lines()
                    .filter(line -> line.startsWith("data:"))
                    .findFirst()
                    .orElseThrow()
                    .substring("data:".length())
                    .strip();
            as(OTHER_KEY, null)
                    .body(Messages.initialize("2025-11-25"))
                    .post(endpoint)
                    .then()
                    .statusCode(404);
            as(DoorClient.KEY, null)
                    .body(Messages.initialize("2025-11-25"))
                    .post(endpoint)
                    .then()
                    .statusCode(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{}}",
            })
    void keepsNoSessionThatNobodyWasToldOf(String body) {
        int before = open();
        as(DoorClient.KEY, null).body(body).post("/mcp");
        await().until(() -> open() == before);
    }

    @Test
    void keepsNoSessionOfARevisionThatDoesNotExist() {
        int before = open();
        as(DoorClient.KEY, null)
                .header("Mcp-Protocol-Version", "1999-01-01")
                .body(Messages.initialize("2025-11-25"))
                .post("/mcp")
                .then()
                .statusCode(400);
        await().until(() -> open() == before);
    }

    @Test
    void anEndedSessionEndsItsStreams() throws Exception {
        String session = open(DoorClient.KEY);
        try (InputStream stream = get("/mcp", session).body()) {
            as(DoorClient.KEY, session).delete("/mcp").then().statusCode(200);
            assertThat(CompletableFuture.supplyAsync(() -> readAll(stream))).succeedsWithin(Duration.ofSeconds(10));
        }
    }

    @Test
    void aStreamThatEndsEndsItsSessionOfHttpWithSse() throws Exception {
        int before = open();
        try (InputStream stream = get("/mcp/sse", null).body()) {
            assertThat(stream.read()).isPositive();
            assertThat(open()).isEqualTo(before + 1);
        }
        await().until(() -> open() == before);
    }

    @Test
    void aClientHasAShareOfTheStreams() throws Exception {
        String session = open(DoorClient.KEY);
        var streams = new ArrayList<InputStream>();
        try {
            for (int i = 0; i < EventStreams.MOST; i++) {
                var opened = get("/mcp", session);
                streams.add(opened.body());
                assertThat(opened.statusCode()).isEqualTo(200);
            }
            assertThat(get("/mcp", session).statusCode()).isEqualTo(429);
            as(OTHER_KEY, null).get("/tools").then().statusCode(200);
        } finally {
            for (InputStream stream : streams) {
                stream.close();
            }
        }
    }

    /** How many sessions there are. */
    private int open() {
        int count = 0;
        for (var session : sessions) {
            count++;
        }
        return count;
    }

    private HttpResponse<InputStream> get(String path, String session) throws Exception {
        var request = HttpRequest.newBuilder(base.resolve(path))
                .header("X-API-Key", DoorClient.KEY)
                .header("Accept", "text/event-stream");
        if (session != null) {
            request.header("Mcp-Session-Id", session);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    }

    private static byte[] readAll(InputStream stream) {
        try {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String open(String key) {
        String session = post(key, Optional.empty(), Messages.initialize("2025-11-25"))
                .headers()
                .firstValue("Mcp-Session-Id")
                .orElseThrow();
        post(key, Optional.of(session), "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
        return session;
    }

    /** Without RestAssured, which takes ten times as long: some tests open hundreds of sessions. */
    private HttpResponse<Void> post(String key, Optional<String> session, String body) {
        var request = HttpRequest.newBuilder(base.resolve("/mcp"))
                .header("X-API-Key", key)
                .header("Accept", "application/json, text/event-stream")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        session.ifPresent(id -> request.header("Mcp-Session-Id", id));
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.discarding());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RequestSpecification as(String key, String session) {
        var request = given().header("X-API-Key", key)
                .header("Accept", "application/json, text/event-stream")
                .contentType("application/json");
        return session == null ? request : request.header("Mcp-Session-Id", session);
    }
}
