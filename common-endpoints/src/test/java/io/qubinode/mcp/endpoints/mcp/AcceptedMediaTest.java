package io.qubinode.mcp.endpoints.mcp;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.endpoints.testing.DoorClient;
import io.qubinode.mcp.endpoints.testing.Messages;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class AcceptedMediaTest {

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "*/*",
                "application/json",
                "application/*",
                "APPLICATION/JSON",
                "application/json;charset=utf-8",
                "application/json;q=0.5, */*;q=0.1",
                "text/html, application/json;q=0.9",
                "nonsense, application/json",
                "text/event-stream;q=0, */*"
            })
    void answersInJson(String accept) {
        Response opened = post(accept, null, Messages.initialize("2025-11-25"));
        assertThat(opened.statusCode()).isEqualTo(200);
        assertThat(opened.contentType()).startsWith("application/json");
        String session = opened.header("Mcp-Session-Id");
        Response listed = post(accept, session, message("tools/list"));
        assertThat(listed.contentType()).startsWith("application/json");
        assertThat(listed.asString()).contains("\"echo\"");
        assertThat(post(accept, session, message("ping")).asString()).contains("\"result\":{}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/event-stream", "text/*", "application/json;q=0, text/event-stream"})
    void answersOnAStreamWhereNothingElseIsRead(String accept) {
        Response opened = post(accept, null, Messages.initialize("2025-11-25"));
        assertThat(opened.contentType()).startsWith("text/event-stream");
        String session = opened.header("Mcp-Session-Id");
        for (String method : List.of("tools/list", "ping")) {
            Response answer = post(accept, session, message(method));
            assertThat(answer.contentType()).startsWith("text/event-stream");
            assertThat(answer.asString()).startsWith("event: message\ndata: {").endsWith("}\n\n");
        }
    }

    @Test
    void sendsNoProgressToWhoReadsNoStream() {
        String session = post("application/json", null, Messages.initialize("2025-11-25"))
                .header("Mcp-Session-Id");
        Response answer = post("application/json", session, """
                {"jsonrpc": "2.0", "id": 3, "method": "tools/call", "params":
                 {"name": "echo", "arguments": {"message": "hi"}, "_meta": {"progressToken": "p"}}}""");
        assertThat(answer.contentType()).startsWith("application/json");
        assertThat(answer.jsonPath().getInt("id")).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "image/*", "application/json;q=0", "application/xml, text/plain"})
    void refusesWhatCannotBeServed(String accept) {
        Response answer = post(accept, null, Messages.initialize("2025-11-25"));
        assertThat(answer.statusCode()).isEqualTo(406);
        assertThat(answer.jsonPath().getString("code")).isEqualTo("not_acceptable");
        assertThat(answer.jsonPath().getString("hint")).contains("application/json, text/event-stream");
    }

    @Test
    void refusesAStreamToWhoReadsNone() {
        String session = post("*/*", null, Messages.initialize("2025-11-25")).header("Mcp-Session-Id");
        Response answer = request("application/json", session).get("/mcp");
        assertThat(answer.statusCode()).isEqualTo(406);
        assertThat(answer.jsonPath().getString("hint")).contains("text/event-stream");
    }

    private static String message(String method) {
        return "{\"jsonrpc\": \"2.0\", \"id\": 2, \"method\": \"" + method + "\"}";
    }

    private static Response post(String accept, String session, String message) {
        return request(accept, session)
                .contentType("application/json")
                .body(message)
                .post("/mcp");
    }

    private static RequestSpecification request(String accept, String session) {
        var request = given().header("X-API-Key", DoorClient.KEY);
        if (accept != null) {
            request = request.header("Accept", accept);
        }
        return session == null ? request : request.header("Mcp-Session-Id", session);
    }
}
