package io.qubinode.mcp.endpoints.mcp.session;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkiverse.mcp.server.ClientCapability;
import io.quarkiverse.mcp.server.test.McpAssured;
import io.quarkiverse.mcp.server.test.McpAssured.McpStreamableTestClient;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.qubinode.mcp.endpoints.testing.DoorClient;
import io.qubinode.mcp.endpoints.testing.McpPolling;
import io.qubinode.mcp.endpoints.testing.Messages;
import io.qubinode.mcp.endpoints.testing.SseMessages;
import io.qubinode.mcp.endpoints.testing.TwoClients;
import io.qubinode.mcp.security.testing.ProbeTools;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A question to one client's user, and answers of others. */
@QuarkusTest
@TestProfile(TwoClients.class)
class ForeignAnswersTest {

    @TestHTTPResource
    URI base;

    private final int before = ProbeTools.WRITTEN.get();
    private McpStreamableTestClient owner;
    private JsonObject call;
    private Object question;

    @BeforeEach
    void ask() {
        McpPolling.often();
        owner = McpAssured.newStreamableClient()
                .setBaseUri(base)
                .setClientCapabilities(new ClientCapability(ClientCapability.ELICITATION, Map.of()))
                .setAdditionalHeaders(
                        message -> MultiMap.caseInsensitiveMultiMap().add("X-API-Key", DoorClient.KEY))
                .build()
                .connect();
        call = owner.newRequest("tools/call")
                .put(
                        "params",
                        new JsonObject()
                                .put("name", "wipe")
                                .put("arguments", new JsonObject().put("note_name", "web1")));
        owner.sendAndForget(call);
        question = owner.waitForRequests(1).requests().getFirst().getValue("id");
    }

    @AfterEach
    void declineAndLookWhatWasDone() {
        owner.sendAndForget(answer(question, new JsonObject().put("action", "decline")));
        JsonObject result = owner.waitForResponse(call).getJsonObject("result");
        assertThat(result.getJsonArray("content").getJsonObject(0).getString("text"))
                .startsWith("denied: The user did not confirm wipe");
        assertThat(ProbeTools.WRITTEN).hasValue(before);
        owner.close();
    }

    @Test
    void anotherClientsYesIsNone() {
        String session = open("2025-11-25");
        ids().forEach(id ->
                other(session).body(yes(id).encode()).post("/mcp").then().statusCode(202));
    }

    @Test
    void anotherClientsYesInABatchIsNone() {
        String session = open("2025-03-26");
        other(session)
                .body(new JsonArray().add(yes(question)).encode())
                .post("/mcp")
                .then()
                .statusCode(202);
    }

    @Test
    void anotherClientsYesOverHttpWithSseIsNone() {
        try (var stream = new SseMessages(base, Map.of("X-API-Key", TwoClients.OTHER_KEY))) {
            ids().forEach(id -> other(null)
                    .body(yes(id).encode())
                    .post(stream.endpoint())
                    .then()
                    .statusCode(202));
        }
    }

    @Test
    void aYesIsNoneThatIsAlsoARequest() {
        other(open("2025-11-25"))
                .body(yes(question).put("method", "ping").encode())
                .post("/mcp")
                .then()
                .statusCode(400);
    }

    @Test
    void aYesWithoutASessionIsNone() {
        other(null).body(yes(question).encode()).post("/mcp").then().statusCode(404);
    }

    /** The question's own id, as if it had leaked, and those that somebody would try. */
    private Stream<Object> ids() {
        return Stream.concat(Stream.of(question), IntStream.rangeClosed(1, 50).boxed());
    }

    private static JsonObject yes(Object id) {
        return answer(
                id, new JsonObject().put("action", "accept").put("content", new JsonObject().put("confirm", true)));
    }

    private static JsonObject answer(Object id, JsonObject result) {
        return new JsonObject().put("jsonrpc", "2.0").put("id", id).put("result", result);
    }

    private static String open(String revision) {
        String session =
                other(null).body(Messages.initialize(revision)).post("/mcp").header("Mcp-Session-Id");
        assertThat(session).isNotNull();
        return session;
    }

    private static RequestSpecification other(String session) {
        var request = given().header("X-API-Key", TwoClients.OTHER_KEY)
                .header("Accept", "application/json, text/event-stream")
                .contentType("application/json");
        return session == null ? request : request.header("Mcp-Session-Id", session);
    }
}
