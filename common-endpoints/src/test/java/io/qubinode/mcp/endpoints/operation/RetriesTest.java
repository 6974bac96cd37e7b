package io.qubinode.mcp.endpoints.operation;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.endpoints.testing.DoorClient;
import io.qubinode.mcp.endpoints.testing.Messages;
import io.qubinode.mcp.endpoints.testing.StatelessClient;
import io.qubinode.mcp.security.testing.ProbeTools;
import io.qubinode.mcp.testing.AuditLines;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client or a proxy that sends a call once more gets the first answer, at every endpoint. */
@QuarkusTest
class RetriesTest {

    private static final String META_KEY = "io.qubinode/idempotencyKey";

    @TestHTTPResource
    URI base;

    private final String key = UUID.randomUUID().toString();
    private final int before = ProbeTools.WRITTEN.get();

    @Test
    void writesOnceForOneKeyAtRest() {
        var audit = new AuditLines();
        rest(key, "n").statusCode(200).body("written", equalTo(before + 1));
        rest('"' + key + '"', "n").statusCode(200).body("written", equalTo(before + 1));
        rest(key, "other").statusCode(422).body("code", equalTo("key_reused"));
        assertThat(audit.written())
                .filteredOn(line -> "ended".equals(line.getString("event")))
                .extracting(line -> line.getString("outcome"))
                .containsExactly("ok", "repeated", "invalid");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "with space", "grün"})
    void refusesWhatIsNoKey(String wrong) {
        rest(wrong, "n").statusCode(400).body("code", equalTo("invalid_argument"));
        assertThat(stateless(wrong)
                        .getJsonObject("result")
                        .getJsonArray("content")
                        .getJsonObject(0)
                        .getString("text"))
                .startsWith("invalid_argument: The idempotency key");
        assertThat(ProbeTools.WRITTEN).hasValue(before);
    }

    @Test
    void writesOnceForOneKeyWhateverTheEndpoint() {
        assertThat(written(stateless(key))).isEqualTo(before + 1);
        assertThat(written(stateless(key))).isEqualTo(before + 1);
        rest(key, "n").statusCode(200).body("written", equalTo(before + 1));
        JsonObject inSession = call(7).copy();
        inSession.getJsonObject("params").put("_meta", new JsonObject().put(META_KEY, key));
        assertThat(written(sent(session(), inSession))).isEqualTo(before + 1);
    }

    @Test
    void writesOnceForOneIdOfASession() {
        String session = session();
        assertThat(written(sent(session, call(7)))).isEqualTo(before + 1);
        assertThat(written(sent(session, call(7)))).isEqualTo(before + 1);
        assertThat(written(sent(session, call(8)))).isEqualTo(before + 2);
        assertThat(written(sent(session(), call(7)))).isEqualTo(before + 3);
    }

    private static ValidatableResponse rest(String key, String note) {
        return request()
                .header("Idempotency-Key", key)
                .body("{\"note_name\":\"" + note + "\"}")
                .post("/tools/write_note")
                .then();
    }

    private JsonObject stateless(String key) {
        try (var client = new StatelessClient(base, DoorClient.KEY)) {
            var params =
                    new JsonObject().put("name", "write_note").put("arguments", new JsonObject().put("note_name", "n"));
            JsonObject message =
                    client.message("tools/call", params, StatelessClient.meta().put(META_KEY, key));
            return client.send(message, StatelessClient.headers(message)).body();
        }
    }

    private static JsonObject call(int id) {
        return new JsonObject()
                .put("jsonrpc", "2.0")
                .put("id", id)
                .put("method", "tools/call")
                .put(
                        "params",
                        new JsonObject()
                                .put("name", "write_note")
                                .put("arguments", new JsonObject().put("note_name", "n")));
    }

    private static int written(JsonObject message) {
        return message.getJsonObject("result")
                .getJsonObject("structuredContent")
                .getInteger("written");
    }

    private static String session() {
        return request().body(Messages.initialize("2025-11-25")).post("/mcp").header("Mcp-Session-Id");
    }

    private static JsonObject sent(String session, JsonObject message) {
        return new JsonObject(request()
                .header("Mcp-Session-Id", session)
                .body(message.encode())
                .post("/mcp")
                .then()
                .statusCode(200)
                .extract()
                .asString());
    }

    private static RequestSpecification request() {
        return given().header("X-API-Key", DoorClient.KEY)
                .header("Accept", "application/json, text/event-stream")
                .contentType("application/json; charset=utf-8");
    }
}
