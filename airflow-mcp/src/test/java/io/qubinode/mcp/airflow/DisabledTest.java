package io.qubinode.mcp.airflow;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.airflow.testing.DoorClient;
import io.qubinode.mcp.testing.Settings;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the service is when nobody has said anything. */
@QuarkusTest
@WithTestResource(DisabledTest.AsItComes.class)
class DisabledTest {

    public static class AsItComes extends Settings {
        @Override
        public Map<String, String> start() {
            return Map.of("quarkus.http.test-port", "0", "airflow.mcp.audit.file", "target/disabled/disabled.jsonl");
        }
    }

    @Test
    void saysSoInItsHealth() {
        assertThat(given().get("/health").then().statusCode(200).extract().asString())
                .isEqualTo("{\"status\":\"disabled\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/tools", "/tools/list_dags", "/mcp", "/mcp/sse", "/no/such/page"})
    void namesTheFlagAtEveryOtherDoor(String path) {
        given().header("X-API-Key", DoorClient.KEY)
                .get(path)
                .then()
                .statusCode(503)
                .contentType("application/problem+json")
                .body("code", equalTo("disabled"))
                .body("hint", containsString("AIRFLOW_MCP_ENABLED=true"));
    }
}
