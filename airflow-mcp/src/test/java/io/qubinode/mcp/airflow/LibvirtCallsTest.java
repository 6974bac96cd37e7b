package io.qubinode.mcp.airflow;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
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
import io.qubinode.mcp.airflow.testing.DoorClient;
import io.qubinode.mcp.airflow.testing.OutsideSystems;
import io.qubinode.mcp.testing.Settings;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What operators see of the calls of libvirt. */
@QuarkusTest
@WithTestResource(OutsideSystems.class)
@WithTestResource(LibvirtCallsTest.Collected.class)
class LibvirtCallsTest {

    @TestHTTPResource(value = "/metrics", management = true)
    URI metrics;

    /** Not a field of the test: those of this type are given the stand-in of Airflow. */
    private static final class Collector {
        static final WireMockServer SERVER = new WireMockServer(options().dynamicPort());
    }

    public static final class Collected extends Settings {
        @Override
        public Map<String, String> start() {
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
    void areSpansBelowTheToolsAndTimed() {
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
}
