package io.qubinode.mcp.endpoints.mcp.session;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.endpoints.testing.DoorClient;
import io.qubinode.mcp.endpoints.testing.Messages;
import io.qubinode.mcp.testing.AuditLines;
import io.restassured.specification.RequestSpecification;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class BatchTest {

    @ParameterizedTest
    @ValueSource(strings = {"2025-06-18", "2025-11-25", "2999-01-01"})
    void revisionsWithoutBatchesHaveNone(String revision) {
        refuses(in(revision), batch(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2024-11-05", "2025-03-26"})
    void olderRevisionsHaveSmallOnes(String revision) {
        RequestSpecification session = in(revision);
        assertThat(session.body(batch(MessageShape.LARGEST_BATCH))
                        .post("/mcp")
                        .asString()
                        .split("\"tools\""))
                .hasSize(MessageShape.LARGEST_BATCH + 1);
        refuses(in(revision), batch(MessageShape.LARGEST_BATCH + 1));
    }

    @Test
    void aLargeOneCostsNothingButItsReading() {
        var audit = new AuditLines();
        refuses(in("2025-03-26"), batch(20_000));
        assertThat(audit.written()).extracting(line -> line.getString("action")).doesNotContain("tools/list");
    }

    @Test
    void thereIsNoneWithoutASession() {
        refuses(client(), batch(2));
    }

    @Test
    void whatIsNestedTooDeeplyIsNotRead() {
        String nested =
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"echo\",\"arguments\":"
                        + "{\"message\":\"m\",\"extra\":" + "{\"a\":".repeat(200) + "1" + "}".repeat(200) + "}}}";
        in("2025-11-25").body(nested).post("/mcp").then().statusCode(400).body(containsString("nested too deeply"));
    }

    private static void refuses(RequestSpecification session, String batch) {
        session.body(batch).post("/mcp").then().statusCode(400).body(containsString("does not accept this batch"));
    }

    private static String batch(int messages) {
        return Collections.nCopies(messages, Messages.request("tools/list")).toString();
    }

    private static RequestSpecification in(String revision) {
        return client().header(
                        "Mcp-Session-Id",
                        client().body(Messages.initialize(revision))
                                .post("/mcp")
                                .header("Mcp-Session-Id"));
    }

    private static RequestSpecification client() {
        return given().header("X-API-Key", DoorClient.KEY)
                .header("Accept", "application/json, text/event-stream")
                .contentType("application/json");
    }
}
