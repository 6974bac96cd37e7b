package io.qubinode.mcp.airflow;

import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.airflow.testing.AirflowOnTheWire;
import io.qubinode.mcp.airflow.testing.DoorClient;
import io.qubinode.mcp.airflow.testing.DoorClient.Answer;
import io.qubinode.mcp.airflow.testing.NeedsLibvirt;
import io.qubinode.mcp.airflow.testing.OutsideSystems;
import io.qubinode.mcp.testing.AuditLines;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each tool once, as it is meant to be used, at both doors. */
@QuarkusTest
@WithTestResource(OutsideSystems.class)
class EveryToolTest {

    @TestHTTPResource
    URI base;

    WireMockServer airflow;

    @BeforeEach
    void airflowIsWell() {
        AirflowOnTheWire.isWell(airflow);
    }

    @Test
    void listsDagsWithTheStateOfTheirNewestRun() {
        DoorClient.atEveryDoor(
                base, door -> assertThat(ok(door.call("list_dags", new JsonObject().put("search", "back"))))
                        .isEqualTo(new JsonObject("""
                                {"dags":[{"dag_id":"backup","description":"Nightly","schedule":"0 3 * * *","timezone":"UTC","paused":false,
                                 "tags":["ops"],"owners":["airflow"],"next_run":"2026-11-25T03:00:00Z",
                                 "last_run_state":"failed"}],"total":1}""")));
        airflow.verify(
                2,
                getRequestedFor(urlPathEqualTo(AirflowOnTheWire.DAGS))
                        .withQueryParam("dag_id_pattern", equalTo("back"))
                        .withQueryParam("limit", equalTo("100"))
                        .withHeader("Authorization", equalTo("Bearer " + AirflowOnTheWire.TOKEN)));
    }

    @Test
    void triggersARunThatTellsWhoAskedForIt() {
        DoorClient.atEveryDoor(base, door -> {
            var audit = new AuditLines();
            JsonObject run = ok(door.call(
                            "trigger_dag",
                            new JsonObject()
                                    .put("dag_id", "backup")
                                    .put("conf", new JsonObject().put("target", "/mnt"))
                                    .put("note", "before the upgrade")))
                    .getJsonObject("run");
            assertThat(run.getString("run_id")).isEqualTo("manual__1");
            assertThat(run.getString("state")).isEqualTo("queued");
            String request = audit.written().getFirst().getString("request");
            airflow.verify(
                    1,
                    postRequestedFor(urlEqualTo(AirflowOnTheWire.RUNS))
                            .withRequestBody(equalToJson("{\"conf\":{\"target\":\"/mnt\"}}", true, true))
                            .withRequestBody(matchingJsonPath("$.logical_date"))
                            .withRequestBody(matchingJsonPath(
                                    "$.note",
                                    equalTo("before the upgrade\nby default via qubinode-mcp, request " + request))));
        });
    }

    @Test
    void explainsWhyAirflowRefusesAConf() {
        airflow.stubFor(com.github.tomakehurst.wiremock.client.WireMock.post(AirflowOnTheWire.RUNS)
                .willReturn(AirflowOnTheWire.detail(400, "\"Invalid input for param target\"")));
        DoorClient.atEveryDoor(base, door -> {
            Answer answer = door.call("trigger_dag", new JsonObject("""
                    {"dag_id":"backup","conf":{"target":"/etc"}}"""));
            assertThat(answer.code()).isEqualTo("invalid_argument");
            assertThat(answer.text()).contains("target: ").contains("/srv");
        });
    }

    @Test
    void showsARunWithTheLogLinesOfWhatFailed() {
        DoorClient.atEveryDoor(base, door -> {
            JsonObject status = ok(door.call("get_dag_status", new JsonObject().put("name", "backup")));
            assertThat(status.getJsonArray("tasks").getJsonObject(0).getString("task_id"))
                    .isEqualTo("copy");
            assertThat(status.getJsonArray("failures").getJsonObject(0).getString("log"))
                    .isEqualTo("""
                            05:00:02 copying
                            05:00:03 ERROR Task failed with exception
                            OSError: disk full
                                at copy (backup.py:12)""");
        });
    }

    @Test
    void readsATasksLogWithoutThePathsOfTheServer() {
        DoorClient.atEveryDoor(base, door -> {
            JsonObject log = ok(door.call("get_task_logs", new JsonObject("""
                    {"dag_id":"backup","run_id":"manual__1","task_id":"copy","tail":2}""")));
            assertThat(log.getString("text")).isEqualTo("OSError: disk full\n    at copy (backup.py:12)");
            assertThat(log.getInteger("total_lines")).isEqualTo(4);
            assertThat(log.getInteger("try_number")).isEqualTo(2);
            assertThat(log.encode()).doesNotContain("/opt");
        });
    }

    @Test
    @NeedsLibvirt
    void tellsAKnownCallerOfItsParts() {
        assertThat(health(DoorClient.KEY).getString("status")).isEqualTo("up");
        JsonObject parts = health(DoorClient.KEY).getJsonObject("components");
        assertThat(parts.getJsonObject("airflow").encode()).contains("up", "3.3.2");
        assertThat(parts.getJsonObject("libvirt").encode()).contains("up", "TEST");
        assertThat(health("")).isEqualTo(new JsonObject("{\"status\":\"up\"}"));
    }

    @Test
    void isDegradedWithoutAirflow() {
        airflow.stubFor(com.github.tomakehurst.wiremock.client.WireMock.get("/api/v2/version")
                .willReturn(AirflowOnTheWire.detail(500, "null")));
        assertThat(health(DoorClient.KEY).getString("status")).isEqualTo("degraded");
        assertThat(health("").getString("status")).isEqualTo("up");
    }

    private JsonObject health(String key) {
        return new JsonObject(io.restassured.RestAssured.given()
                .baseUri(base.toString())
                .header("X-API-Key", key)
                .get("/health")
                .asString());
    }

    @Test
    void sendsARunIdAsItIs() {
        String id = "manual__2026-11-24T05:00:00+00:00";
        DoorClient.rest(base)
                .call("get_dag_status", new JsonObject().put("dag_id", "backup").put("run_id", id));
        airflow.verify(
                1,
                getRequestedFor(com.github.tomakehurst.wiremock.client.WireMock.urlMatching(
                        AirflowOnTheWire.RUNS + "/manual__2026-11-24T05(:|%3A)00(:|%3A)00(\\+|%2B)00(:|%3A)00")));
    }

    @Test
    @NeedsLibvirt
    void makesShowsListsAndDeletesAMachine() {
        DoorClient.atEveryDoor(base, door -> {
            String name = "whole-life-" + door.door().replace('_', '-');
            JsonObject made =
                    ok(door.call("create_vm", new JsonObject().put("name", name).put("memory", 256)));
            assertThat(made.getString("state")).isEqualTo("running");
            assertThat(made.getString("image")).isEqualTo("centos10stream");
            assertThat(made.getJsonArray("volumes")).containsExactly(name + "_0.img", name + ".ISO");
            assertThat(made.getString("simulation")).contains("test driver");

            JsonObject info = ok(door.call("get_vm_info", new JsonObject().put("name", name)));
            assertThat(info.containsKey("cpu_time_seconds"))
                    .as("the test driver tells the time of day")
                    .isFalse();
            assertThat(info.getString("name")).isEqualTo(name);
            assertThat(info.getString("simulation")).contains("test driver");
            assertThat(info.getInteger("memory_mib")).isEqualTo(256);
            assertThat(info.getJsonArray("disks")).hasSize(2);
            assertThat(info.getJsonObject("kcli").getString("image")).isEqualTo("centos10stream");

            JsonObject repeat =
                    ok(door.call("create_vm", new JsonObject().put("name", name).put("memory", 256)));
            assertThat(repeat.getString("note")).contains("there already");

            Answer again = door.call("create_vm", new JsonObject().put("name", name));
            assertThat(again.code()).isEqualTo("already_exists");
            assertThat(again.text()).contains("memory is 256, not 2048");
            again.status().ifPresent(status -> assertThat(status).isEqualTo(409));

            Answer running = door.call("delete_vm", new JsonObject().put("vm_name", name));
            assertThat(running.code()).isEqualTo("wrong_state");
            JsonObject deleted = ok(
                    door.call("delete_vm", new JsonObject().put("vm_name", name).put("force", true)));
            assertThat(deleted.getJsonArray("deleted_volumes")).containsExactly(name + "_0.img", name + ".ISO");
            assertThat(deleted.getJsonArray("kept_volumes")).isEmpty();

            Answer gone = door.call("delete_vm", new JsonObject().put("name", name));
            assertThat(gone.code()).isEqualTo("not_found");
            gone.status().ifPresent(status -> assertThat(status).isEqualTo(404));
        });
    }

    @Test
    @NeedsLibvirt
    void listsMachinesByStateAndInPages() {
        DoorClient.atEveryDoor(base, door -> {
            String prefix = "page-" + door.door().replace('_', '-');
            ok(door.call(
                    "create_vm", new JsonObject().put("name", prefix + "-1").put("memory", 128)));
            ok(door.call(
                    "create_vm", new JsonObject().put("name", prefix + "-2").put("memory", 128)));

            JsonObject first = ok(door.call(
                    "list_vms", new JsonObject().put("state", "running").put("limit", 1)));
            assertThat(first.getJsonArray("vms")).hasSize(1);
            assertThat(first.getInteger("total")).isGreaterThanOrEqualTo(3);
            JsonObject second = ok(door.call(
                    "list_vms",
                    new JsonObject().put("state", "running").put("cursor", first.getString("next_cursor"))));
            assertThat(second.getJsonArray("vms")).hasSize(first.getInteger("total") - 1);
            assertThat(second.containsKey("next_cursor")).isFalse();
            assertThat(ok(door.call("list_vms", new JsonObject().put("state", "crashed")))
                            .getJsonArray("vms"))
                    .isEmpty();

            ok(door.call(
                    "delete_vm", new JsonObject().put("name", prefix + "-1").put("force", true)));
            ok(door.call(
                    "delete_vm", new JsonObject().put("name", prefix + "-2").put("force", true)));
        });
    }

    private static JsonObject ok(Answer answer) {
        assertThat(answer.code()).as(answer.text()).isNull();
        return answer.content();
    }
}
