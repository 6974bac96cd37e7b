package io.qubinode.mcp.endpoints.mcp.stateless;

import static io.qubinode.mcp.endpoints.testing.StatelessClient.headers;
import static io.qubinode.mcp.endpoints.testing.StatelessClient.meta;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.qubinode.mcp.endpoints.mcp.McpMethods;
import io.qubinode.mcp.endpoints.testing.DoorClient;
import io.qubinode.mcp.endpoints.testing.StatelessClient;
import io.qubinode.mcp.endpoints.testing.StatelessClient.Answer;
import io.qubinode.mcp.endpoints.testing.ThreeClients;
import io.qubinode.mcp.security.resource.ResourcesChanged;
import io.qubinode.mcp.testing.AuditLines;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Every method without sessions, for a caller without a credential, one with too little permission, one over its limit, and one that may:
 * each gets the right answer and leaves one record of its end. A method that is missing here fails the test.
 */
@QuarkusTest
@TestProfile(ThreeClients.class)
class StatelessWalkTest {

    private record Cell(JsonObject params, String hidden) {}

    private static final JsonObject NOTHING = new JsonObject();
    private static final Map<String, Cell> CELLS = new TreeMap<>(Map.ofEntries(
            cell("server/discover", NOTHING, "ok"),
            cell("tools/list", NOTHING, "ok"),
            cell("tools/call", named("echo").put("arguments", new JsonObject().put("message", "a")), "denied"),
            cell("prompts/list", NOTHING, "ok"),
            cell("prompts/get", named("greet").put("arguments", new JsonObject().put("whom", "Ada")), "denied"),
            cell("resources/list", NOTHING, "ok"),
            cell("resources/templates/list", NOTHING, "ok"),
            cell("resources/read", new JsonObject().put("uri", "note://a.md"), "denied"),
            cell(
                    "completion/complete",
                    new JsonObject()
                            .put(
                                    "ref",
                                    new JsonObject().put("type", "ref/resource").put("uri", "note://{+path}"))
                            .put(
                                    "argument",
                                    new JsonObject().put("name", "path").put("value", "")),
                    "denied")));

    /** Answers with a stream. */
    private static final String LISTEN = "subscriptions/listen";

    @TestHTTPResource
    URI base;

    @Inject
    McpMethods methods;

    @Inject
    Event<ResourcesChanged> changed;

    private final SoftAssertions all = new SoftAssertions();

    @BeforeEach
    void list() {
        changed.fire(new ResourcesChanged());
    }

    @Test
    void knowsEveryMethod() {
        var registered = new TreeSet<>(methods.names());
        registered.add("server/discover");
        registered.addAll(TaskMethods.ALL);
        var walked = new TreeSet<>(CELLS.keySet());
        // TaskMethodsTest walks them.
        walked.addAll(Set.of("tasks/get", "tasks/update", "tasks/cancel"));
        assertThat(walked).isEqualTo(registered);
    }

    @Test
    void answersCallersWhoMay() {
        walk(DoorClient.KEY, (method, cell, answer) -> {
            all.assertThat(answer.body().containsKey("result"))
                    .as(method + answer.body())
                    .isTrue();
            return "ok";
        });
        listens(DoorClient.KEY, "ok");
        all.assertAll();
    }

    @Test
    void tellsCallersWithoutPermissionNothing() {
        walk(ThreeClients.OUTSIDER, (method, cell, answer) -> {
            if (!cell.hidden().equals("ok")) {
                all.assertThat(answer.errorText()).as(method).startsWith("not_found: ");
                all.assertThat(answer.errorCode()).as(method).isEqualTo(-32602);
            } else if (method.endsWith("/list")) {
                all.assertThat(answer.result().encode()).as(method).contains("[]");
            } else {
                all.assertThat(answer.result().getJsonObject("capabilities")).isEqualTo(NOTHING);
            }
            return cell.hidden();
        });
        listens(ThreeClients.OUTSIDER, "ok");
        all.assertAll();
    }

    @Test
    void refusesCallersOverTheirLimit() {
        try (var hasty = new StatelessClient(base, ThreeClients.HASTY)) {
            while (!hasty.request("tools/list", NOTHING).body().encode().contains("throttled: ")) {
                Thread.onSpinWait();
            }
            Cell call = CELLS.get("tools/call");
            while (!hasty.request("tools/call", call.params()).body().encode().contains("throttled: ")) {
                Thread.onSpinWait();
            }
        }
        walk(ThreeClients.HASTY, (method, cell, answer) -> {
            all.assertThat(answer.body().encode()).as(method).contains("throttled: ");
            return "throttled";
        });
        all.assertAll();
    }

    @Test
    void refusesCallersWithoutACredential() {
        try (var nobody = new StatelessClient(base, "no-key-0123456789abcdef0123456789abc")) {
            CELLS.forEach((method, cell) -> {
                var audit = new AuditLines();
                all.assertThat(nobody.request(method, cell.params()).status())
                        .as(method)
                        .isEqualTo(401);
                all.assertThat(audit.written()).as(method).hasSize(1);
            });
        }
        all.assertAll();
    }

    @Test
    void countsNotificationsAgainstTheLimit() {
        try (var hasty = new StatelessClient(base, ThreeClients.HASTY)) {
            JsonObject message = hasty.message("notifications/cancelled", NOTHING, meta());
            message.remove("id");
            while (hasty.send(message, headers(message)).status() == 202) {
                Thread.onSpinWait();
            }
            var audit = new AuditLines();
            assertThat(hasty.send(message, headers(message)).status()).isEqualTo(429);
            assertThat(audit.written()).singleElement().satisfies(record -> assertThat(record.getString("outcome"))
                    .isEqualTo("throttled"));
        }
    }

    @Test
    void recordsWhatMakesNoSenseOnceAndCountsIt() {
        malformed(DoorClient.KEY, "invalid", "invalid_argument: ");
        try (var hasty = new StatelessClient(base, ThreeClients.HASTY)) {
            while (!hasty.request("no/such", NOTHING).body().encode().contains("throttled: ")) {
                Thread.onSpinWait();
            }
        }
        malformed(ThreeClients.HASTY, "throttled", "throttled: ");
        all.assertAll();
    }

    private void malformed(String key, String outcome, String text) {
        try (var client = new StatelessClient(base, key)) {
            JsonObject call = client.message("tools/call", named("echo"), meta());
            JsonObject unversioned = client.message("tools/list", NOTHING, new JsonObject());
            JsonObject unknown = client.message("no/such", NOTHING, meta());
            JsonObject unsealed = client.message("tools/call", named("echo").put("requestState", "x"), meta());
            Map<String, String> elsewhere = headers(call);
            elsewhere.put("Mcp-Name", "other");
            Map<JsonObject, Map<String, String>> wrong = new LinkedHashMap<>();
            wrong.put(call, elsewhere);
            wrong.put(unversioned, headers(unversioned));
            wrong.put(unsealed, headers(unsealed));
            wrong.forEach((message, headers) -> {
                var audit = new AuditLines();
                all.assertThat(client.send(message, headers).errorText()).startsWith(text);
                malformedRecord(audit, message.getString("method"), outcome);
            });
            var audit = new AuditLines();
            all.assertThat(client.send("{", headers(call)).errorText()).startsWith(text);
            malformedRecord(audit, "POST /mcp", outcome);
            audit = new AuditLines();
            String answer = client.send(unknown, headers(unknown)).errorText();
            all.assertThat(answer).startsWith(outcome.equals("invalid") ? "not_found: " : text);
            malformedRecord(audit, "no/such", outcome);
        }
    }

    private void malformedRecord(AuditLines audit, String action, String outcome) {
        oneRecord(audit, action, outcome);
        all.assertThat(audit.written().getLast().getString("action")).isEqualTo(action);
    }

    @FunctionalInterface
    private interface Look {
        String outcome(String method, Cell cell, Answer answer);
    }

    private void walk(String key, Look look) {
        try (var client = new StatelessClient(base, key)) {
            CELLS.forEach((method, cell) -> {
                var audit = new AuditLines();
                String outcome = look.outcome(method, cell, client.request(method, cell.params()));
                oneRecord(audit, method, outcome);
            });
        }
    }

    private void listens(String key, String outcome) {
        var audit = new AuditLines();
        try (var client = new StatelessClient(base, key)) {
            client.listen(new JsonObject().put("toolsListChanged", true)).next();
        }
        oneRecord(audit, LISTEN, outcome);
    }

    private void oneRecord(AuditLines audit, String method, String outcome) {
        List<JsonObject> records = audit.written();
        all.assertThat(records).as(method).hasSize(1);
        all.assertThat(records.getLast().getString("event")).isEqualTo("ended");
        all.assertThat(records.getLast().getString("door")).isEqualTo("mcp_http");
        all.assertThat(records.getLast().getString("outcome")).as(method).isEqualTo(outcome);
    }

    private static Map.Entry<String, Cell> cell(String method, JsonObject params, String hidden) {
        return Map.entry(method, new Cell(params, hidden));
    }

    private static JsonObject named(String name) {
        return new JsonObject().put("name", name);
    }
}
