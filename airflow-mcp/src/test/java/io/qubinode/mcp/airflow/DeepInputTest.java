package io.qubinode.mcp.airflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.airflow.testing.AirflowOnTheWire;
import io.qubinode.mcp.airflow.testing.DoorClient;
import io.qubinode.mcp.airflow.testing.OutsideSystems;
import io.qubinode.mcp.testing.AuditLines;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON that a JSON library would not write: sent as text. */
@QuarkusTest
@WithTestResource(OutsideSystems.class)
class DeepInputTest {

    @TestHTTPResource
    URI base;

    WireMockServer airflow;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeEach
    void airflowIsWell() {
        AirflowOnTheWire.isWell(airflow);
    }

    @ParameterizedTest
    @ValueSource(ints = {50, 500, 900, 990, 995, 998, 999, 1_000, 1_001, 100_000})
    void takesOrRefusesAConfHoweverDeepAtTheRestDoor(int depth) throws Exception {
        var audit = new AuditLines();
        HttpResponse<String> response = post("/tools/trigger_dag", trigger(depth), "");
        assertThat(response.statusCode()).as(response.body()).isIn(200, 400);
        keepsCalm(response);
        assertThat(audit.written()).isNotEmpty();
        assertThat(audit.written().toString()).hasSizeLessThan(5_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {50, 500, 900, 990, 995, 998, 999, 1_000, 1_001, 100_000})
    void takesOrRefusesAConfHoweverDeepAtTheMcpDoor(int depth) throws Exception {
        HttpResponse<String> response = post(
                "/mcp",
                "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":{\"name\":\"trigger_dag\",\"arguments\":"
                        + trigger(depth) + "}}",
                session());
        assertThat(response.statusCode()).as(response.body()).isIn(200, 400);
        assertThat(response.body()).doesNotContain("internal:");
        keepsCalm(response);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "nul", "[1,", "{\"dag_id\":", "\u0000"})
    void refusesWhatIsNoJson(String body) throws Exception {
        HttpResponse<String> response = post("/tools/get_dag_status", body, "");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        keepsCalm(response);
        HttpResponse<String> mcp = post("/mcp", body, session());
        assertThat(mcp.statusCode()).as(mcp.body()).isIn(200, 400);
        keepsCalm(mcp);
    }

    private static String trigger(int depth) {
        return "{\"dag_id\":\"backup\",\"conf\":" + "{\"d\":".repeat(depth) + "1" + "}".repeat(depth) + "}";
    }

    private String session() throws Exception {
        return post("/mcp", """
                        {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18",
                         "capabilities":{},"clientInfo":{"name":"deep","version":"1"}}}""", "").headers().firstValue("Mcp-Session-Id").orElseThrow();
    }

    private HttpResponse<String> post(String path, String body, String session) throws Exception {
        var request = HttpRequest.newBuilder(base.resolve(path))
                .header("X-API-Key", DoorClient.KEY)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (!session.isEmpty()) {
            request.header("Mcp-Session-Id", session);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static void keepsCalm(HttpResponse<String> response) {
        assertThat(response.body()).hasSizeLessThan(1_500).doesNotContain("Exception", "\tat ", "com.fasterxml");
    }
}
