package io.qubinode.mcp.endpoints.operation;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.endpoints.testing.DoorClient;
import io.qubinode.mcp.testing.AuditLines;
import io.qubinode.mcp.testing.Settings;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(
        value = Settings.class,
        initArgs = @ResourceArg(name = "probe.mcp.rate_limit.requests_per_minute", value = "2"))
class ThrottledTest {

    @TestHTTPResource
    URI base;

    @Test
    void countsWrongCallsTooAndSaysAtEachDoorWhenToComeBack() {
        DoorClient.rest(base, DoorClient.KEY).call("no_such_tool", new JsonObject());
        DoorClient.rest(base, DoorClient.KEY).call("echo", new JsonObject());
        DoorClient.ofEveryDoor(base, DoorClient.KEY).forEach(client -> {
            try (client) {
                var audit = new AuditLines();
                var answer = client.call("echo", new JsonObject().put("message", "hi"));
                assertThat(answer.code()).as(client.door()).isEqualTo("throttled");
                assertThat(answer.text()).containsPattern("Call again in \\d+ seconds");
                assertThat(client.call("no_such_tool", new JsonObject()).code()).isEqualTo("throttled");
                assertThat(audit.written()).hasSize(2);
                assertThat(audit.written().getFirst().getString("outcome")).isEqualTo("throttled");
            }
        });
        try (var client = DoorClient.streamable(base, DoorClient.KEY)) {
            var audit = new AuditLines();
            JsonObject read = ((DoorClient.Mcp) client)
                    .messages()
                    .request("resources/read", new JsonObject().put("uri", "note://a.md"));
            assertThat(read.getJsonObject("error").getString("message")).startsWith("throttled: ");
            assertThat(audit.written().getFirst().getString("outcome")).isEqualTo("throttled");
        }
        String wait = given().header("X-API-Key", DoorClient.KEY)
                .post("/tools/echo")
                .then()
                .statusCode(429)
                .body("code", equalTo("throttled"))
                .extract()
                .header("Retry-After");
        assertThat(Integer.parseInt(wait)).isBetween(1, 30);
    }
}
