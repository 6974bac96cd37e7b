package io.qubinode.mcp.airflow;

import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.matching;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static io.restassured.RestAssured.given;

import com.github.tomakehurst.wiremock.WireMockServer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.airflow.testing.AirflowOnTheWire;
import io.qubinode.mcp.airflow.testing.DoorClient;
import io.qubinode.mcp.airflow.testing.OutsideSystems;
import io.qubinode.mcp.testing.Settings;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A trace that the caller began goes on at Airflow. */
@QuarkusTest
@WithTestResource(OutsideSystems.class)
@WithTestResource(TraceTest.Traced.class)
class TraceTest {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

    WireMockServer airflow;

    /** Nobody is there to take the spans, which must not matter. */
    public static final class Traced extends Settings {
        @Override
        public Map<String, String> start() {
            return Map.of(
                    "quarkus.otel.sdk.disabled", "false",
                    "quarkus.otel.exporter.otlp.endpoint", "http://localhost:1");
        }
    }

    @Test
    void isPassedOn() {
        AirflowOnTheWire.isWell(airflow);
        given().header("X-API-Key", DoorClient.KEY)
                .header("traceparent", "00-" + TRACE + "-b7ad6b7169203331-01")
                .body("{\"dag_id\":\"backup\"}")
                .post("/tools/get_dag_status")
                .then()
                .statusCode(200);
        airflow.verify(getRequestedFor(urlPathEqualTo(AirflowOnTheWire.RUNS))
                .withHeader("traceparent", matching("00-" + TRACE + "-.{16}-01")));
    }

    @Test
    void carriesNothingElseOfTheCallers() {
        AirflowOnTheWire.isWell(airflow);
        airflow.resetRequests();
        given().header("X-API-Key", DoorClient.KEY)
                .header("baggage", "tenant=" + "x".repeat(1000))
                .body("{\"dag_id\":\"backup\"}")
                .post("/tools/get_dag_status")
                .then()
                .statusCode(200);
        airflow.verify(
                getRequestedFor(urlPathEqualTo(AirflowOnTheWire.RUNS)).withHeader("traceparent", matching(".+")));
        airflow.verify(0, anyRequestedFor(anyUrl()).withHeader("baggage", matching(".*")));
    }
}
