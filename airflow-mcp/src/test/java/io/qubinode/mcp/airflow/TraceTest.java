package io.qubinode.mcp.airflow;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.matching;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;

import com.github.tomakehurst.wiremock.WireMockServer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.qubinode.mcp.airflow.testing.AirflowOnTheWire;
import io.qubinode.mcp.airflow.testing.DoorClient;
import io.qubinode.mcp.airflow.testing.OutsideSystems;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A trace that the caller began goes on at Airflow. */
@QuarkusTest
@WithTestResource(OutsideSystems.class)
@TestProfile(TraceTest.Traced.class)
class TraceTest {

    /** Not a field of the test: those of this type are given the stand-in of Airflow. */
    private static final class Collector {
        static final WireMockServer SERVER = new WireMockServer(options().dynamicPort());
    }

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

    WireMockServer airflow;

    @TestHTTPResource(value = "/metrics", management = true)
    URI metrics;

    public static final class Traced implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Collector.SERVER.start();
            Collector.SERVER.stubFor(any(anyUrl()).willReturn(ok()));
            return Map.of(
                    "quarkus.otel.sdk.disabled", "false",
                    "quarkus.otel.exporter.otlp.endpoint", Collector.SERVER.baseUrl(),
                    "quarkus.otel.bsp.schedule.delay", "50ms");
        }
    }

    @AfterAll
    static void stop() {
        Collector.SERVER.stop();
    }

    @Test
    void hasTheCallsOfLibvirtInIt() {
        given().header("X-API-Key", DoorClient.KEY)
                .body("{\"vm_name\":\"no-such-machine\"}")
                .post("/tools/get_vm_info")
                .then()
                .statusCode(404);
        await().untilAsserted(() -> Collector.SERVER.verify(postRequestedFor(urlPathEqualTo("/v1/traces"))
                .withRequestBody(containing("io.qubinode.mcp.libvirt"))
                .withRequestBody(containing("not_found"))));
        given().get(metrics)
                .then()
                .statusCode(200)
                .body(containsString("libvirt_calls_seconds_count{outcome=\"not_found\",uri=\"test:///default\"}"));
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
