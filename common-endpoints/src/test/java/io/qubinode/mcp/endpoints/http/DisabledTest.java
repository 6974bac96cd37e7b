package io.qubinode.mcp.endpoints.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.endpoints.testing.DoorClient;
import io.qubinode.mcp.testing.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(value = Settings.class, initArgs = @ResourceArg(name = "probe.mcp.enabled", value = "false"))
class DisabledTest {

    @Test
    void saysSoInItsHealth() {
        assertThat(given().get("/health").then().statusCode(200).extract().asString())
                .isEqualTo("{\"status\":\"disabled\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/tools", "/tools/echo", "/mcp", "/mcp/sse", "/no/such/page"})
    void namesTheFlagAtEveryOtherDoor(String path) {
        given().header("X-API-Key", DoorClient.KEY)
                .get(path)
                .then()
                .statusCode(503)
                .contentType("application/problem+json")
                .body("code", equalTo("disabled"))
                .body("hint", containsString("PROBE_MCP_ENABLED=true"));
    }
}
