package io.qubinode.mcp.endpoints.mcp.session;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkiverse.mcp.server.McpMethod;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.qubinode.mcp.endpoints.mcp.McpMethods;
import io.qubinode.mcp.endpoints.rest.HealthEndpoint;
import io.qubinode.mcp.endpoints.rest.RestEndpoint;
import io.qubinode.mcp.endpoints.testing.DoorClient;
import io.qubinode.mcp.endpoints.testing.ThreeClients;
import io.qubinode.mcp.security.permission.ToolPermissions;
import io.qubinode.mcp.security.resource.ResourcesChanged;
import io.qubinode.mcp.security.tool.CatalogueEntry;
import io.qubinode.mcp.security.tool.ToolCatalogue;
import io.qubinode.mcp.testing.AuditLines;
import io.restassured.response.Response;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.lang.reflect.Method;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Every operation at every endpoint, for a caller without a credential, one with too little permission, one over its limit, and one that
 * may: each gets the right answer and leaves one record of its end. An operation that is missing here fails the test.
 */
@QuarkusTest
@TestProfile(ThreeClients.class)
class WalkTest {

    /**
     * One request of a method of MCP.
     *
     * @param hidden the outcome for a caller without permission; "ok" where it gets an answer without content
     */
    private record Cell(JsonObject params, String hidden) {}

    private static final Map<String, Cell> CELLS = new TreeMap<>(Map.ofEntries(
            cell("tools/list", new JsonObject(), "ok"),
            cell("prompts/list", new JsonObject(), "ok"),
            cell("prompts/get", named("greet").put("arguments", new JsonObject().put("whom", "Ada")), "denied"),
            cell("resources/list", new JsonObject(), "ok"),
            cell("resources/templates/list", new JsonObject(), "ok"),
            cell("resources/read", uri(), "denied"),
            cell("resources/subscribe", uri(), "denied"),
            cell("resources/unsubscribe", uri(), "denied"),
            cell("completion/complete", completion(), "denied"),
            cell("logging/setLevel", new JsonObject().put("level", "info"), "ok")));

    /** Called for each tool, and to open each session. */
    private static final Set<String> ELSEWHERE = Set.of("tools/call", "initialize");

    @TestHTTPResource
    URI base;

    @Inject
    McpMethods methods;

    @Inject
    ToolCatalogue tools;

    @Inject
    ToolPermissions permissions;

    @Inject
    Event<ResourcesChanged> changed;

    private final SoftAssertions all = new SoftAssertions();

    @BeforeEach
    void list() {
        changed.fire(new ResourcesChanged());
    }

    @Test
    void knowsEveryOperation() {
        var registered = new TreeSet<>(methods.names());
        SessionEndpoint.OWN.stream().map(McpMethod::jsonRpcName).forEach(registered::add);
        var walked = new TreeSet<>(CELLS.keySet());
        walked.addAll(ELSEWHERE);
        assertThat(walked).isEqualTo(registered);
        assertThat(Stream.of(RestEndpoint.class, HealthEndpoint.class)
                        .flatMap(endpoint -> Stream.of(endpoint.getMethods()))
                        .filter(method ->
                                method.isAnnotationPresent(GET.class) || method.isAnnotationPresent(POST.class))
                        .map(WalkTest::path)
                        .collect(Collectors.toSet()))
                // TaskMethodsTest walks tasks.
                .containsExactlyInAnyOrder(
                        "/tools", "/openapi.json", "/tools/{tool}", "/tasks/{id}", "/tasks/{id}/cancel", "/health");
    }

    private static String path(Method method) {
        Path own = method.getAnnotation(Path.class);
        return own == null
                ? method.getDeclaringClass().getAnnotation(Path.class).value()
                : own.value();
    }

    @Test
    void answersCallersWhoMay() {
        atBothSessions(DoorClient.KEY, door -> {
            CELLS.forEach((method, cell) -> {
                var audit = new AuditLines();
                JsonObject answer =
                        door.messages().request(method, cell.params().copy());
                all.assertThat(answer.containsKey("result"))
                        .as(at(door, method) + answer)
                        .isTrue();
                oneRecord(audit, door.door(), method, "ok");
            });
            eachTool(entry -> {
                var audit = new AuditLines();
                DoorClient.Answer answer = door.call(entry.name(), new JsonObject().put("unheard_of", 1));
                all.assertThat(answer.code())
                        .as(at(door, entry.name()))
                        .isEqualTo(offered(entry) ? "invalid_argument" : "not_found");
                oneRecord(audit, door.door(), entry.name(), offered(entry) ? "invalid" : "denied");
            });
        });
        for (String path : List.of("/tools", "/openapi.json", "/health")) {
            var audit = new AuditLines();
            all.assertThat(get(path, DoorClient.KEY).statusCode()).as(path).isEqualTo(200);
            oneRecord(audit, "rest", path, "ok");
        }
        eachTool(entry -> {
            var audit = new AuditLines();
            all.assertThat(call(entry, DoorClient.KEY).statusCode()).isEqualTo(offered(entry) ? 400 : 404);
            oneRecord(audit, "rest", entry.name(), offered(entry) ? "invalid" : "denied");
        });
        all.assertAll();
    }

    @Test
    void tellsCallersWithoutPermissionNothing() {
        atBothSessions(ThreeClients.OUTSIDER, door -> {
            CELLS.forEach((method, cell) -> {
                var audit = new AuditLines();
                JsonObject answer =
                        door.messages().request(method, cell.params().copy());
                if (cell.hidden().equals("ok")) {
                    all.assertThat(isEmpty(answer.getJsonObject("result")))
                            .as(at(door, method) + answer)
                            .isTrue();
                } else {
                    all.assertThat(answer.getJsonObject("error").getString("message"))
                            .as(at(door, method))
                            .startsWith("not_found: ");
                }
                oneRecord(audit, door.door(), method, cell.hidden());
            });
            eachTool(entry -> {
                var audit = new AuditLines();
                all.assertThat(door.call(entry.name(), new JsonObject()).code()).isEqualTo("not_found");
                oneRecord(audit, door.door(), entry.name(), "denied");
            });
        });
        var audit = new AuditLines();
        all.assertThat(new JsonObject(get("/tools", ThreeClients.OUTSIDER).asString()).getJsonArray("tools"))
                .isEmpty();
        oneRecord(audit, "rest", "/tools", "ok");
        audit = new AuditLines();
        all.assertThat(new JsonObject(
                                get("/openapi.json", ThreeClients.OUTSIDER).asString())
                        .getJsonObject("paths"))
                .isEmpty();
        oneRecord(audit, "rest", "/openapi.json", "ok");
        eachTool(entry -> {
            var calls = new AuditLines();
            all.assertThat(call(entry, ThreeClients.OUTSIDER).statusCode()).isEqualTo(404);
            oneRecord(calls, "rest", entry.name(), "denied");
        });
        all.assertAll();
    }

    @Test
    void refusesCallersOverTheirLimit() {
        atBothSessions(ThreeClients.HASTY, door -> {
            CELLS.forEach((method, cell) -> {
                exhaust();
                var audit = new AuditLines();
                JsonObject answer =
                        door.messages().request(method, cell.params().copy());
                all.assertThat(answer.getJsonObject("error", new JsonObject()).getString("message"))
                        .as(at(door, method) + answer)
                        .startsWith("throttled: ");
                oneRecord(audit, door.door(), method, "throttled");
            });
            exhaust();
            eachTool(entry -> {
                var audit = new AuditLines();
                all.assertThat(door.call(entry.name(), new JsonObject()).code()).isEqualTo("throttled");
                oneRecord(audit, door.door(), entry.name(), "throttled");
            });
        });
        for (String path : List.of("/tools", "/openapi.json", "/health")) {
            exhaust();
            var audit = new AuditLines();
            Response answer = get(path, ThreeClients.HASTY);
            all.assertThat(answer.statusCode()).as(path).isEqualTo(429);
            all.assertThat(answer.header("Retry-After")).as(path).isNotNull();
            oneRecord(audit, "rest", path, "throttled");
        }
        eachTool(entry -> {
            var audit = new AuditLines();
            all.assertThat(call(entry, ThreeClients.HASTY).statusCode()).isEqualTo(429);
            oneRecord(audit, "rest", entry.name(), "throttled");
        });
        exhaust();
        var audit = new AuditLines();
        all.assertThat(initialize(ThreeClients.HASTY).asString()).contains("throttled: ");
        oneRecord(audit, "mcp_http", "initialize", "throttled");
        all.assertAll();
    }

    @Test
    void refusesCallersWithoutACredential() {
        for (String path : List.of("/tools", "/openapi.json", "/mcp", "/mcp/sse")) {
            refused(() -> given().redirects().follow(false).get(path));
        }
        refused(() -> given().body("{}").post("/mcp/messages/none"));
        CELLS.forEach((method, cell) -> refused(() -> given().header("Accept", "application/json, text/event-stream")
                .contentType("application/json")
                .body(new JsonObject()
                        .put("jsonrpc", "2.0")
                        .put("id", 1)
                        .put("method", method)
                        .put("params", cell.params())
                        .encode())
                .post("/mcp")));
        eachTool(entry -> refused(() -> given().body("{}").post("/tools/" + entry.name())));
        all.assertThat(new JsonObject(given().get("/health").asString()).fieldNames())
                .containsExactly("status");
        all.assertAll();
    }

    @Test
    void opensASessionAndRecordsIt() {
        var audit = new AuditLines();
        JsonObject result = new JsonObject(initialize(DoorClient.KEY).asString()).getJsonObject("result");
        assertThat(result.getJsonObject("capabilities").fieldNames())
                .contains("tools", "prompts", "resources", "completions");
        oneRecord(audit, "mcp_http", "initialize", "ok");
        assertThat(new JsonObject(initialize(ThreeClients.OUTSIDER).asString())
                        .getJsonObject("result")
                        .getJsonObject("capabilities")
                        .fieldNames())
                .containsExactly("logging");
        all.assertAll();
    }

    private void refused(java.util.function.Supplier<Response> request) {
        var audit = new AuditLines();
        Response answer = request.get();
        all.assertThat(answer.statusCode()).isEqualTo(401);
        all.assertThat(audit.written()).singleElement().satisfies(record -> {
            all.assertThat(record.getString("outcome")).isEqualTo("unauthenticated");
            all.assertThat(record.containsKey("tool")).isFalse();
        });
    }

    private void oneRecord(AuditLines audit, String door, String what, String outcome) {
        List<JsonObject> records = audit.written();
        all.assertThat(records).as(door + " " + what).hasSize(1);
        all.assertThat(records.getLast().getString("event")).isEqualTo("ended");
        all.assertThat(records.getLast().getString("door")).as(what).isEqualTo(door);
        all.assertThat(records.getLast().getString("outcome"))
                .as(door + " " + what)
                .isEqualTo(outcome);
    }

    /** Uses up what the hasty client may do; tokens come back slower than that. */
    private void exhaust() {
        while (get("/tools", ThreeClients.HASTY).statusCode() != 429) {
            Thread.onSpinWait();
        }
        while (call(tools.entries().iterator().next(), ThreeClients.HASTY).statusCode() != 429) {
            Thread.onSpinWait();
        }
    }

    private void eachTool(java.util.function.Consumer<CatalogueEntry> walk) {
        tools.entries().forEach(walk);
    }

    private boolean offered(CatalogueEntry entry) {
        return permissions.offers(entry);
    }

    private void atBothSessions(String key, java.util.function.Consumer<DoorClient.Mcp> walk) {
        for (DoorClient client : List.of(DoorClient.streamable(base, key), DoorClient.sse(base, key))) {
            try (client) {
                walk.accept((DoorClient.Mcp) client);
            }
        }
    }

    private static String at(DoorClient door, String what) {
        return door.door() + " " + what + " ";
    }

    private static Response get(String path, String key) {
        return given().header("X-API-Key", key).get(path);
    }

    private static Response call(CatalogueEntry entry, String key) {
        return given().header("X-API-Key", key).body("{\"unheard_of\": 1}").post("/tools/" + entry.name());
    }

    private static Response initialize(String key) {
        return given().header("X-API-Key", key)
                .header("Accept", "application/json, text/event-stream")
                .contentType("application/json")
                .body(io.qubinode.mcp.endpoints.testing.Messages.initialize("2025-11-25"))
                .post("/mcp");
    }

    private static boolean isEmpty(JsonObject result) {
        return result.stream().allMatch(each -> each.getValue() instanceof JsonArray array && array.isEmpty());
    }

    private static Map.Entry<String, Cell> cell(String method, JsonObject params, String hidden) {
        return Map.entry(method, new Cell(params, hidden));
    }

    private static JsonObject named(String name) {
        return new JsonObject().put("name", name);
    }

    private static JsonObject uri() {
        return new JsonObject().put("uri", "note://a.md");
    }

    private static JsonObject completion() {
        return new JsonObject()
                .put("ref", new JsonObject().put("type", "ref/resource").put("uri", "note://{+path}"))
                .put("argument", new JsonObject().put("name", "path").put("value", ""));
    }
}
