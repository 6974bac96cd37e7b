package io.qubinode.mcp.endpoints.mcp.stateless;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.qubinode.mcp.endpoints.testing.DoorClient;
import io.qubinode.mcp.endpoints.testing.StatelessClient;
import io.qubinode.mcp.endpoints.testing.StatelessClient.Answer;
import io.qubinode.mcp.endpoints.testing.ThreeClients;
import io.qubinode.mcp.testing.AuditLines;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tasks at MCP without sessions and at REST: one and the same. */
@QuarkusTest
@TestProfile(ThreeClients.class)
class TaskMethodsTest {

    static final List<String> METHODS = List.of("tasks/get", "tasks/update", "tasks/cancel");

    private static final String IN_SECONDS = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ";

    @TestHTTPResource
    URI base;

    /** A task of the first client, that works until it is cancelled. */
    private static String begun() {
        Response answer = call(DoorClient.KEY, "/tools/work_long?async=true");
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(202);
        String id = new JsonObject(answer.asString()).getString("id");
        assertThat(answer.header("Location")).isEqualTo("/tasks/" + id);
        return id;
    }

    @Test
    void isFollowedAndCancelledAtRest() {
        String id = begun();
        var audit = new AuditLines();
        task(DoorClient.KEY, id)
                .statusCode(200)
                .body("status", equalTo("working"))
                .body("created_at", matchesPattern(IN_SECONDS))
                .body("updated_at", matchesPattern(IN_SECONDS));
        assertThat(audit.written()).singleElement().satisfies(record -> {
            assertThat(record.getString("action")).isEqualTo("GET /tasks");
            assertThat(record.getString("outcome")).isEqualTo("ok");
        });
        given().header("X-API-Key", DoorClient.KEY)
                .post("/tasks/" + id + "/cancel")
                .then()
                .statusCode(200);
        await().untilAsserted(() -> task(DoorClient.KEY, id)
                .body("status", equalTo("cancelled"))
                .body("problem.code", equalTo("cancelled")));
    }

    @Test
    void isFollowedAndCancelledAtMcp() {
        String id = begun();
        JsonObject task = asked(DoorClient.KEY, "tasks/get", id).result();
        assertThat(task.getString("status")).isEqualTo("working");
        assertThat(task.getString("createdAt")).matches(IN_SECONDS);
        for (String method : List.of("tasks/update", "tasks/cancel")) {
            assertThat(asked(DoorClient.KEY, method, id).result().fieldNames())
                    .containsExactlyInAnyOrder("resultType", "_meta");
        }
        await().until(() -> asked(DoorClient.KEY, "tasks/get", id)
                .result()
                .getString("status")
                .equals("cancelled"));
    }

    @Test
    void tellsWhatAQuickCallAnswered() {
        Response answer = given().header("X-API-Key", DoorClient.KEY)
                .body("{\"message\": \"nobody\"}")
                .post("/tools/echo?async=true");
        String id = new JsonObject(answer.asString()).getString("id");
        if (id == null) {
            assertThat(answer.statusCode()).isEqualTo(404);
            return;
        }
        await().untilAsserted(() ->
                task(DoorClient.KEY, id).body("status", equalTo("failed")).body("problem.code", equalTo("not_found")));
        JsonObject inMcp = asked(DoorClient.KEY, "tasks/get", id).result();
        assertThat(inMcp.getString("status")).isEqualTo("completed");
        assertThat(inMcp.getJsonObject("result").getBoolean("isError")).isTrue();
    }

    @Test
    void answersAtOnceWhatIsWrong() {
        call(DoorClient.KEY, "/tools/echo?async=true").then().statusCode(400);
        call(DoorClient.KEY, "/tools/work_long?async=maybe")
                .then()
                .statusCode(400)
                .body("detail", equalTo("async is neither true nor false."));
    }

    @ParameterizedTest
    @FieldSource("METHODS")
    void isItsCallersAlone(String method) {
        String id = begun();
        var audit = new AuditLines();
        Answer answer = asked(ThreeClients.OUTSIDER, method, id);
        assertThat(answer.errorCode()).isEqualTo(-32602);
        assertThat(answer.errorText()).startsWith("not_found: There is no task of this id");
        assertThat(audit.written()).hasSize(1);
        task(ThreeClients.OUTSIDER, id).statusCode(404);
        given().header("X-API-Key", ThreeClients.OUTSIDER)
                .post("/tasks/" + id + "/cancel")
                .then()
                .statusCode(404);
        task(DoorClient.KEY, id).body("status", equalTo("working"));
        asked(DoorClient.KEY, "tasks/cancel", id);
    }

    @ParameterizedTest
    @FieldSource("METHODS")
    void wantsAClientThatSaysThatItKnowsTasks(String method) {
        var audit = new AuditLines();
        try (var client = new StatelessClient(base, DoorClient.KEY)) {
            Answer answer = client.request(method, new JsonObject().put("taskId", "x"));
            assertThat(answer.errorCode()).isEqualTo(-32021);
            assertThat(answer.body()
                            .getJsonObject("error")
                            .getJsonObject("data")
                            .encode())
                    .contains("io.modelcontextprotocol/tasks");
        }
        assertThat(audit.written()).singleElement().satisfies(record -> assertThat(record.getString("outcome"))
                .isEqualTo("invalid"));
    }

    @Test
    void isToldOfUntilItsEnd() {
        String id = begun();
        String unknown = "none";
        try (var client = new StatelessClient(base, DoorClient.KEY);
                var outsider = new StatelessClient(base, ThreeClients.OUTSIDER)) {
            assertThat(watched(outsider, id).next().getJsonObject("params").getJsonObject("notifications"))
                    .isEqualTo(new JsonObject());
            Iterator<JsonObject> told = watched(client, id, unknown);
            JsonObject agreed = told.next();
            assertThat(agreed.getJsonObject("params")
                            .getJsonObject("notifications")
                            .getJsonArray("taskIds"))
                    .containsExactly(id);
            JsonObject working = told.next();
            assertThat(working.getString("method")).isEqualTo("notifications/tasks");
            assertThat(working.getJsonObject("params").getString("taskId")).isEqualTo(id);
            assertThat(working.getJsonObject("params").getString("status")).isEqualTo("working");
            asked(DoorClient.KEY, "tasks/cancel", id);
            JsonObject ended = told.next();
            while (ended.getJsonObject("params").getString("status").equals("working")) {
                ended = told.next();
            }
            JsonObject asGot = asked(DoorClient.KEY, "tasks/get", id).result();
            assertThat(without(ended.getJsonObject("params"))).isEqualTo(without(asGot));
            assertThat(asGot.getString("status")).isEqualTo("cancelled");
        }
    }

    /** A task, without what only its message has. */
    private static JsonObject without(JsonObject message) {
        JsonObject task = message.copy();
        task.remove("_meta");
        task.remove("resultType");
        return task;
    }

    private static Iterator<JsonObject> watched(StatelessClient client, String... ids) {
        return client.stream(client.message(
                        "subscriptions/listen", wanted(StatelessClient.texts(ids)), StatelessClient.metaWithTasks()))
                .iterator();
    }

    private static JsonObject wanted(JsonArray ids) {
        return new JsonObject().put("notifications", new JsonObject().put("taskIds", ids));
    }

    @Test
    void isToldOfOnlyToAClientThatSaysThatItKnowsTasks() {
        try (var client = new StatelessClient(base, DoorClient.KEY)) {
            Answer answer = client.request("subscriptions/listen", wanted(StatelessClient.texts("x")));
            assertThat(List.of(answer.status(), answer.errorCode())).isEqualTo(List.of(400, -32021));
        }
    }

    @Test
    void isOneOfNotTooManyThatAClientHearsOf() {
        var ids = new JsonArray(Collections.nCopies(SubscriptionFilter.MOST_TASKS + 1, "x"));
        try (var client = new StatelessClient(base, DoorClient.KEY)) {
            JsonObject message = client.message("subscriptions/listen", wanted(ids), StatelessClient.metaWithTasks());
            assertThat(client.send(message, StatelessClient.headers(message)).errorText())
                    .contains("taskIds has more than 100 members");
        }
    }

    @ParameterizedTest
    @FieldSource("METHODS")
    void countsAgainstTheLimit(String method) {
        while (!asked(ThreeClients.HASTY, method, "x").errorText().startsWith("throttled: ")) {
            Thread.onSpinWait();
        }
        var audit = new AuditLines();
        asked(ThreeClients.HASTY, method, "x");
        assertThat(audit.written()).singleElement().satisfies(record -> assertThat(record.getString("outcome"))
                .isEqualTo("throttled"));
        task(ThreeClients.HASTY, "x").statusCode(429);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /tasks/x", "POST /tasks/x/cancel"})
    void isForCallersOnly(String request) {
        given().request(request.split(" ")[0], request.split(" ")[1]).then().statusCode(401);
    }

    private static Response call(String key, String path) {
        return given().header("X-API-Key", key).body("{}").post(path);
    }

    private static ValidatableResponse task(String key, String id) {
        return given().header("X-API-Key", key).get("/tasks/" + id).then();
    }

    private Answer asked(String key, String method, String id) {
        try (var client = new StatelessClient(base, key)) {
            JsonObject message =
                    client.message(method, new JsonObject().put("taskId", id), StatelessClient.metaWithTasks());
            return client.send(message, StatelessClient.headers(message));
        }
    }
}
