package io.qubinode.mcp.endpoints.mcp.session;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.endpoints.testing.DoorClient;
import io.qubinode.mcp.endpoints.testing.Messages;
import io.qubinode.mcp.endpoints.testing.StatelessClient;
import io.qubinode.mcp.testing.Settings;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** A service that is told to stop; with settings, though none, because it does not go on for other tests. */
@QuarkusTest
@WithTestResource(Settings.class)
class StoppingTest {

    private static final JsonObject TOOLS = new JsonObject().put("toolsListChanged", true);

    @TestHTTPResource
    URI base;

    @Inject
    Event<ShutdownDelayInitiatedEvent> told;

    @ConfigProperty(name = "quarkus.shutdown.timeout")
    Duration forRunningCalls;

    @Test
    void endsStreamsWithAReasonAndOpensNone() throws Exception {
        String session = given().header("X-API-Key", DoorClient.KEY)
                .header("Accept", "application/json, text/event-stream")
                .contentType("application/json")
                .body(Messages.initialize("2025-11-25"))
                .post("/mcp")
                .header("Mcp-Session-Id");
        try (var stateless = new StatelessClient(base, DoorClient.KEY);
                InputStream streamable = stream("/mcp", session);
                InputStream sse = stream("/mcp/sse", session)) {
            Iterator<JsonObject> listening = stateless.listen(TOOLS);
            listening.next();
            told.fire(new ShutdownDelayInitiatedEvent());
            assertThat(text(streamable)).contains("notifications/message", "This service is stopping.");
            assertThat(text(sse)).contains("notifications/message", "This service is stopping.");
            assertThat(listening.next().getJsonObject("result").getString("resultType"))
                    .isEqualTo("complete");
            assertThat(listening.hasNext()).isFalse();
            assertThat(stateless.stream(stateless.listening(TOOLS)).count()).isZero();
        }
        given().header("X-API-Key", DoorClient.KEY)
                .get("/mcp/sse")
                .then()
                .statusCode(503)
                .body("code", equalTo("stopping"));
        given().header("X-API-Key", DoorClient.KEY).get("/tools").then().statusCode(200);
    }

    @Test
    void givesRunningCallsSomeTime() {
        assertThat(forRunningCalls).isEqualTo(Duration.ofSeconds(25));
    }

    private InputStream stream(String path, String session) throws Exception {
        var request = HttpRequest.newBuilder(base.resolve(path))
                .header("X-API-Key", DoorClient.KEY)
                .header("Mcp-Session-Id", session)
                .timeout(Duration.ofSeconds(10))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofInputStream())
                .body();
    }

    private static String text(InputStream stream) throws Exception {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
}
