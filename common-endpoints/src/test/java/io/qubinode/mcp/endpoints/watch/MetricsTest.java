package io.qubinode.mcp.endpoints.watch;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.endpoints.testing.DoorClient;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import org.junit.jupiter.api.Test;

@QuarkusTest
class MetricsTest {

    @TestHTTPResource
    URI base;

    @TestHTTPResource(value = "/metrics", management = true)
    URI metrics;

    @Test
    void countsCallsByToolClientDoorAndOutcome() {
        for (DoorClient client : DoorClient.ofEveryDoor(base, DoorClient.KEY)) {
            try (client) {
                client.call("echo", new JsonObject().put("message", "hi"));
                client.call("invented_name", new JsonObject());
                assertThat(scraped())
                        .contains("mcp_calls_seconds_count{client=\"default\",door=\"" + client.door()
                                + "\",outcome=\"ok\",tool=\"echo\"}")
                        .contains("mcp_calls_seconds_bucket{client=\"default\",door=\"" + client.door()
                                + "\",outcome=\"ok\",tool=\"echo\",le=\"0.1\"}")
                        .doesNotContain("invented_name");
            }
        }
    }

    @Test
    void showsTheStateOfTheAuditTrail() {
        assertThat(scraped())
                .contains("mcp_audit_records ", "mcp_audit_waiting ", "mcp_audit_head ", "mcp_audit_lost_total ");
    }

    @Test
    void countsTheSessionsThatAreOpen() {
        double before = sessions();
        try (DoorClient client = DoorClient.streamable(base, DoorClient.KEY)) {
            assertThat(client.listedTools()).isNotEmpty();
            assertThat(sessions()).isEqualTo(before + 1);
        }
    }

    private double sessions() {
        return scraped()
                .lines()
                .filter(line -> line.startsWith("mcp_sessions "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
                .sum();
    }

    @Test
    void areNotAtThePublicPort() {
        given().header("X-API-Key", DoorClient.KEY)
                .get(base.resolve("/q/metrics"))
                .then()
                .statusCode(404);
    }

    private String scraped() {
        return given().get(metrics).then().statusCode(200).extract().asString();
    }
}
