package io.qubinode.mcp.endpoints.mcp.session;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.endpoints.testing.DoorClient;
import io.qubinode.mcp.endpoints.testing.Messages;
import io.qubinode.mcp.testing.AuditLines;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests whose parts have types that nobody would expect: each gets an error that says so, and leaves one record. */
@QuarkusTest
class OddRequestsTest {

    @TestHTTPResource
    URI base;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tools/call | {\"name\": 5} | no tool named",
                "tools/call | {\"name\": {\"a\": []}, \"arguments\": \"x\"} | no tool named",
                "tools/call | {\"name\": \"echo\", \"arguments\": [1]} | not a JSON object",
                "tools/call | {\"name\": \"echo\", \"arguments\": {\"message\": \"m\"}, \"_meta\": {\"progressToken\": {}}} | progressToken",
                "tools/list | {\"cursor\": 7} | params.cursor",
                "tools/list | {\"cursor\": \"none\"} | cursor is not one of this listing",
                "prompts/list | {\"cursor\": {}} | params.cursor",
                "prompts/get | {\"name\": []} | params.name",
                "prompts/get | {\"name\": \"greet\", \"arguments\": \"x\"} | not a JSON object",
                "prompts/get | {\"name\": \"greet\", \"arguments\": {\"whom\": 5}} | whom must be a string",
                "resources/list | {\"cursor\": -1} | params.cursor",
                "resources/read | {\"uri\": 7} | params.uri",
                "resources/subscribe | {\"uri\": {}} | params.uri",
                "resources/unsubscribe | {} | params.uri",
                "completion/complete | {\"ref\": 5} | params.ref",
                "completion/complete | {\"ref\": {\"type\": 5}, \"argument\": {\"name\": 1, \"value\": 2}} | params.argument.name",
                "completion/complete | {\"ref\": {\"type\": \"ref/none\"}, \"argument\": {\"name\": \"a\", \"value\": \"\"}} | params.ref.type",
                "logging/setLevel | {\"level\": 5} | params.level",
                "logging/setLevel | {\"level\": \"loud\"} | level",
                "initialize | {} | clientInfo",
                "q/close | {} | no such method"
            })
    void saysWhatIsOdd(String method, String params, String said) {
        String session = open();
        var audit = new AuditLines();
        Response answer = post(session, method, params);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.asString()).contains(said).doesNotContain("stack").doesNotContain("Exception");
        assertThat(audit.written()).singleElement().satisfies(record -> assertThat(record.getString("event"))
                .isEqualTo("ended"));
        assertThat(post(session, "tools/list", "{}").asString()).contains("echo");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"protocolVersion\": 5, \"capabilities\": {}, \"clientInfo\": {\"name\": \"t\", \"version\": \"1\"}} | protocolVersion",
                "{\"protocolVersion\": \"2025-11-25\", \"capabilities\": 5, \"clientInfo\": {\"name\": \"t\", \"version\": \"1\"}} | capabilities",
                "{\"protocolVersion\": \"2025-11-25\", \"capabilities\": {}, \"clientInfo\": \"t\"} | clientInfo"
            })
    void opensNoSessionForAnOddRequest(String params, String said) {
        var audit = new AuditLines();
        Response answer = post(null, "initialize", params);
        assertThat(answer.asString()).contains(said).contains("-32602");
        assertThat(answer.header("Mcp-Session-Id")).isNull();
        assertThat(audit.written()).singleElement().satisfies(record -> {
            assertThat(record.getString("action")).isEqualTo("initialize");
            assertThat(record.getString("outcome")).isEqualTo("invalid");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"tasks/list", "no/such", "q/close", "notifications/initialized"})
    void recordsAMethodThatIsNotThereAsFailed(String method) {
        for (DoorClient client : DoorClient.ofEveryDoor(base, DoorClient.KEY)) {
            try (client) {
                if (client instanceof DoorClient.Mcp door) {
                    var audit = new AuditLines();
                    assertThat(door.messages()
                                    .request(method, new JsonObject())
                                    .getJsonObject("error")
                                    .getInteger("code"))
                            .isEqualTo(-32601);
                    assertThat(audit.writtenWhenThereAre(1, Instant.now().plusSeconds(10)))
                            .as(door.door())
                            .singleElement()
                            .satisfies(record -> {
                                assertThat(record.getString("action")).isEqualTo(method);
                                assertThat(record.getString("outcome")).isEqualTo("invalid");
                                assertThat(record.getString("code")).isEqualTo("not_found");
                            });
                }
            }
        }
    }

    @Test
    void recordsAMethodThatIsNotThereBesideTheOthersOfItsBatch() {
        String session = request(null)
                .body(Messages.initialize("2025-03-26"))
                .post("/mcp")
                .header("Mcp-Session-Id");
        var audit = new AuditLines();
        request(session)
                .body("[" + Messages.request("tools/list") + "," + Messages.request("no/such") + "]")
                .post("/mcp")
                .then()
                .statusCode(200);
        assertThat(audit.written())
                .extracting(record -> record.getString("action") + " " + record.getString("outcome"))
                .containsExactlyInAnyOrder("tools/list ok", "no/such invalid");
    }

    @Test
    void carriesNoNotificationOut() {
        String session = open();
        var audit = new AuditLines();
        JsonObject call = new JsonObject()
                .put("jsonrpc", "2.0")
                .put("method", "tools/call")
                .put(
                        "params",
                        new JsonObject()
                                .put("name", "write_note")
                                .put("arguments", new JsonObject().put("note_name", "n")));
        assertThat(request(session).body(call.encode()).post("/mcp").statusCode())
                .isEqualTo(202);
        assertThat(audit.written()).noneMatch(record -> "write_note".equals(record.getString("tool")));
    }

    @Test
    void recordsAPathThatCannotBeDecoded() throws IOException {
        var audit = new AuditLines();
        try (var socket = new Socket(base.getHost(), base.getPort())) {
            socket.getOutputStream()
                    .write(("POST /tools/%zz HTTP/1.1\r\nHost: localhost\r\nX-API-Key: " + DoorClient.KEY
                                    + "\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer)
                    .startsWith("HTTP/1.1 400")
                    .doesNotContain("stack")
                    .doesNotContain("Exception");
        }
        assertThat(audit.written()).hasSize(1);
    }

    private String open() {
        return request(null)
                .body(Messages.initialize("2025-11-25"))
                .post("/mcp")
                .header("Mcp-Session-Id");
    }

    private static Response post(String session, String method, String params) {
        return request(session)
                .body("{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"" + method + "\", \"params\": " + params + "}")
                .post("/mcp");
    }

    private static io.restassured.specification.RequestSpecification request(String session) {
        var request = given().header("X-API-Key", DoorClient.KEY)
                .header("Accept", "application/json, text/event-stream")
                .contentType("application/json");
        return session == null ? request : request.header("Mcp-Session-Id", session);
    }
}
