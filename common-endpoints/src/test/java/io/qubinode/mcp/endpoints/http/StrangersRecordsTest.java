package io.qubinode.mcp.endpoints.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.endpoints.testing.DoorClient;
import io.qubinode.mcp.testing.AuditLines;
import io.qubinode.mcp.testing.Settings;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(
        value = Settings.class,
        initArgs = @ResourceArg(name = "probe.mcp.rate_limit.unauthenticated_per_minute", value = "3"))
class StrangersRecordsTest {

    private static final String TOKEN = "gh" + "p_" + "a1B2".repeat(9);

    @Test
    void whatAStrangerSendsIsCutMaskedAndCounted() {
        var audit = new AuditLines();
        for (int i = 0; i < 100; i++) {
            given().header("Origin", "https://evil.example")
                    .header("Mcp-Session-Id", "token=" + TOKEN + "x".repeat(15_000))
                    .get("/tools?" + "p".repeat(1_000))
                    .then()
                    .statusCode(403);
        }
        assertThat(audit.lines())
                .hasSizeBetween(1, 90)
                .allSatisfy(line -> assertThat(line).hasSizeLessThan(1_024).doesNotContain(TOKEN));
    }

    @Test
    void aKnownClientsSessionIsCutAndMaskedToo() {
        var audit = new AuditLines();
        given().header("X-API-Key", DoorClient.KEY)
                .header("Mcp-Session-Id", "token=" + TOKEN + "x".repeat(7_000))
                .get("/nowhere")
                .then()
                .statusCode(404);
        assertThat(audit.lines())
                .hasSize(1)
                .allSatisfy(line -> assertThat(line).hasSizeLessThan(1_024).doesNotContain(TOKEN));
    }
}
