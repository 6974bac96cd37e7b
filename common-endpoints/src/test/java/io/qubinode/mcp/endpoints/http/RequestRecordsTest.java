package io.qubinode.mcp.endpoints.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.endpoints.testing.DoorClient;
import io.qubinode.mcp.testing.AuditLines;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Instant;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every request leaves exactly one record, whatever its fate. */
@QuarkusTest
class RequestRecordsTest {

    @TestHTTPResource
    URI base;

    @ParameterizedTest
    @CsvSource({
        "GET, /tools, 200, ok",
        "GET, /nowhere, 404, invalid",
        "DELETE, /tools, 405, invalid",
        "GET, /mcp, 400, invalid",
        "DELETE, /mcp, 400, invalid",
        "POST, /mcp, 400, invalid",
        "POST, /mcp/messages/none, 400, invalid",
        "OPTIONS, /tools, 204, ok",
        "OPTIONS, /tools/echo, 204, ok"
    })
    void writesDownWhatIsNoCall(String method, String path, int status, String outcome) {
        JsonObject record = theOneRecordOf(() -> given().header("X-API-Key", DoorClient.KEY)
                .contentType("application/json")
                .request(method, path)
                .statusCode());
        assertThat(record.getString("action")).isEqualTo(method + " " + path);
        assertThat(record.getString("client")).isEqualTo("default");
        assertThat(record.getString("outcome")).isEqualTo(outcome);
    }

    @Test
    void writesDownWhoIsTurnedAwayBeforeAnyDoor() {
        assertThat(theOneRecordOf(() -> given().header("X-API-Key", DoorClient.KEY)
                                .header("Origin", "https://evil.example")
                                .get("/tools")
                                .statusCode())
                        .getString("outcome"))
                .isEqualTo("denied");
        assertThat(theOneRecordOf(() -> given().get("/tools").statusCode()).getString("outcome"))
                .isEqualTo("unauthenticated");
    }

    @Test
    void namesTheMcpMethod() {
        for (DoorClient client : DoorClient.ofEveryDoor(base, DoorClient.KEY)) {
            try (client) {
                var audit = new AuditLines();
                client.listedTools();
                assertThat(audit.written().getLast().getString("action"))
                        .isEqualTo(client.door().equals("rest") ? "GET /tools" : "tools/list");
            }
        }
    }

    @Test
    void writesDownWhatIsAskedOfPrompts() {
        for (DoorClient client : DoorClient.ofEveryDoor(base, DoorClient.KEY)) {
            try (client) {
                if (client instanceof DoorClient.Mcp door) {
                    var audit = new AuditLines();
                    door.messages().request("prompts/list", new JsonObject());
                    door.messages().request("prompts/get", new JsonObject().put("name", "hide"));
                    door.messages().request("prompts/get", new JsonObject().put("name", "none"));
                    assertThat(audit.writtenWhenThereAre(3, Instant.now().plusSeconds(10)))
                            .as(client.door())
                            .extracting(record -> record.getString("action") + " " + record.getString("tool"))
                            .containsExactly("prompts/list null", "null prompts/get", "null prompts/get");
                }
            }
        }
    }

    @Test
    void leavesOutPublicLooksAtTheHealth() {
        var audit = new AuditLines();
        given().get("/health").then().statusCode(200);
        given().get("/q/health/live").then().statusCode(200);
        given().get("/q/health/ready").then().statusCode(200);
        given().get("/q/health/started").then().statusCode(200);
        assertThat(audit.written()).isEmpty();
    }

    private static JsonObject theOneRecordOf(Supplier<Integer> request) {
        var audit = new AuditLines();
        int status = request.get();
        assertThat(audit.written()).as("records of an answer " + status).hasSize(1);
        return audit.written().getFirst();
    }
}
