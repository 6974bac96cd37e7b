package io.qubinode.mcp.endpoints.watch;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.endpoints.testing.Collector;
import io.qubinode.mcp.endpoints.testing.DoorClient;
import io.qubinode.mcp.endpoints.testing.StatelessClient;
import io.qubinode.mcp.testing.AuditLines;
import io.qubinode.mcp.testing.Settings;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What a collector of OpenTelemetry gets. */
@QuarkusTest
@WithTestResource(TelemetryTest.Collected.class)
class TelemetryTest {

    private static final Collector COLLECTOR = new Collector();

    @TestHTTPResource
    URI base;

    public static class Collected extends Settings {
        @Override
        public Map<String, String> start() {
            return Map.of(
                    "quarkus.otel.sdk.disabled", "false",
                    "quarkus.otel.exporter.otlp.endpoint", COLLECTOR.url(),
                    "quarkus.otel.bsp.schedule.delay", "50ms",
                    "quarkus.otel.blrp.schedule.delay", "50ms");
        }
    }

    @Test
    void everyDoorsCallIsASpanOfItsRequest() {
        for (DoorClient client : DoorClient.ofEveryDoor(base, DoorClient.KEY)) {
            try (client) {
                client.call("echo", new JsonObject().put("message", "hi"));
            }
            Span call = once(() -> spanOf(client.door(), "tools/call echo"));
            assertThat(attribute(call, "mcp.method.name")).isEqualTo("tools/call");
            assertThat(attribute(call, "gen_ai.tool.name")).isEqualTo("echo");
            assertThat(attribute(call, "enduser.id")).isEqualTo("default");
            Span request = once(() -> COLLECTOR.parentOf(call));
            assertThat(request.getKind()).as(client.door()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
            assertThat(request.getTraceId()).isEqualTo(call.getTraceId());
        }
    }

    @Test
    void goesOnWithTheTraceOfTheCaller() {
        String trace = "0af7651916cd43dd8448eb211c80319c";
        given().header("X-API-Key", DoorClient.KEY)
                .header("traceparent", "00-" + trace + "-b7ad6b7169203331-01")
                .body("{\"message\":\"hi\"}")
                .post("/tools/echo")
                .then()
                .statusCode(200);
        once(() -> callIn(trace));
    }

    @Test
    void goesOnWithTheTraceThatAMessageNames() {
        String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        try (var client = new StatelessClient(base, DoorClient.KEY)) {
            JsonObject message = client.message(
                    "tools/call",
                    new JsonObject().put("name", "write_note"),
                    StatelessClient.meta().put("traceparent", "00-" + trace + "-00f067aa0ba902b7-01"));
            client.send(message, StatelessClient.headers(message));
        }
        Span call = once(() -> callIn(trace));
        assertThat(HexFormat.of().formatHex(call.getParentSpanId().toByteArray()))
                .isEqualTo("00f067aa0ba902b7");
    }

    @Test
    void tellsWhyACallFailedAndNamesNoToolThatIsNone() {
        given().header("X-API-Key", DoorClient.KEY).body("{}").post("/tools/invented_name");
        Span missing = once(() -> spanOf("rest", "tools/call"));
        assertThat(attribute(missing, "error.type")).isEqualTo("not_found");
        given().header("X-API-Key", DoorClient.KEY).body("{}").post("/tools/break");
        Span failed = once(() -> spanOf("rest", "tools/call break"));
        assertThat(failed.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
    }

    @Test
    void theAuditTrailComesLineByLine() {
        var written = new AuditLines();
        given().header("X-API-Key", DoorClient.KEY).body("{\"message\":\"hi\"}").post("/tools/echo");
        List<String> lines = once(() -> Optional.of(written.lines()).filter(some -> !some.isEmpty()));
        once(() -> Optional.of(COLLECTOR.logs()).filter(logs -> logs.containsAll(lines)));
    }

    private static Optional<Span> callIn(String trace) {
        return COLLECTOR.spans().stream()
                .filter(span -> span.getName().startsWith("tools/call "))
                .filter(span -> HexFormat.of()
                        .formatHex(span.getTraceId().toByteArray())
                        .equals(trace))
                .findFirst();
    }

    private static Optional<Span> spanOf(String door, String name) {
        return COLLECTOR.spans().stream()
                .filter(span -> span.getName().equals(name) && door.equals(attribute(span, "qubinode.door")))
                .findFirst();
    }

    private static String attribute(Span span, String key) {
        return span.getAttributesList().stream()
                .filter(each -> each.getKey().equals(key))
                .map(each -> each.getValue().getStringValue())
                .findFirst()
                .orElse("");
    }

    private static <T> T once(Supplier<Optional<T>> look) {
        Instant deadline = Instant.now().plus(Duration.ofSeconds(10));
        while (Instant.now().isBefore(deadline)) {
            Optional<T> found = look.get();
            if (found.isPresent()) {
                return found.get();
            }
            Thread.onSpinWait();
        }
        throw new AssertionError("It did not come in 10 s");
    }
}
