package io.qubinode.mcp.airflow;

import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.WireMockServer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.airflow.testing.AirflowOnTheWire;
import io.qubinode.mcp.airflow.testing.DoorClient;
import io.qubinode.mcp.airflow.testing.OutsideSystems;
import io.qubinode.mcp.testing.AuditLines;
import io.qubinode.mcp.testing.Settings;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** DAGs that are tools of their own, at every door. */
@QuarkusTest
@WithTestResource(OutsideSystems.class)
@WithTestResource(DagToolsTest.Backup.class)
class DagToolsTest {

    @TestHTTPResource
    URI base;

    WireMockServer airflow;

    /** Every DAG whose id begins with back. */
    public static final class Backup extends Settings {
        @Override
        public Map<String, String> start() {
            return Map.of(
                    "airflow.mcp.dag_tools",
                    "back*",
                    "airflow.mcp.dag_tools_refresh",
                    "0.2s",
                    "airflow.mcp.dag_tools_wait",
                    "2s");
        }
    }

    @BeforeEach
    void airflowIsWell() {
        AirflowOnTheWire.isWell(airflow);
        airflow.stubFor(get(AirflowOnTheWire.DAGS + "/backup/tasks").willReturn(okJson("""
                {"tasks":[{"task_id":"copy","operator_name":"@task","trigger_rule":"all_success","retries":0.0,
                 "is_mapped":false,"downstream_task_ids":[]}],"total_entries":1}""")));
        airflow.stubFor(get(AirflowOnTheWire.RUN + "/taskInstances/copy")
                .willReturn(okJson("{\"task_id\":\"copy\",\"map_index\":-1,\"state\":\"success\",\"try_number\":1}")));
        airflow.stubFor(get(urlPathEqualTo(AirflowOnTheWire.RUN + "/taskInstances/copy/xcomEntries/return_value"))
                .willReturn(okJson("{\"key\":\"return_value\",\"value\":{\"copied\":3}}")));
        awaitTool(true);
    }

    @Test
    void hasTheParamsAsItsSchemaAndItsOwnGroup() {
        DoorClient.atEveryDoor(base, door -> assertThat(
                        listed(door).orElseThrow().encode())
                .contains("\"target\":{\"type\":\"string\",\"enum\":[\"/srv\",\"/mnt\"],\"default\":\"/srv\"}"));
    }

    @Test
    void refusesArgumentsThatDoNotFitTheSchemaAndRecordsThat() {
        DoorClient.atEveryDoor(base, door -> {
            var audit = new AuditLines();
            assertThat(door.call("dag_backup", new JsonObject().put("target", "/tmp"))
                            .code())
                    .isEqualTo("invalid_argument");
            assertThat(door.call("dag_backup", new JsonObject().put("aim", "/srv"))
                            .code())
                    .isEqualTo("invalid_argument");
            assertThat(audit.written())
                    .extracting(line -> line.getString("outcome"))
                    .containsOnly("invalid");
        });
        airflow.verify(0, postRequestedFor(urlEqualTo(AirflowOnTheWire.RUNS)));
    }

    @Test
    void triggersWaitsAndReturnsTheResult() {
        airflow.stubFor(get(AirflowOnTheWire.RUN).willReturn(okJson("""
                {"dag_id":"backup","dag_run_id":"manual__1","state":"success","run_type":"manual",
                 "run_after":"2026-11-24T05:00:00Z","conf":{},"dag_versions":[]}""")));
        DoorClient.atEveryDoor(base, door -> {
            var audit = new AuditLines();
            JsonObject answer = door.call("dag_backup", new JsonObject().put("target", "/mnt"))
                    .content();
            assertThat(answer.getJsonObject("run").getString("state")).isEqualTo("success");
            assertThat(answer.getJsonObject("result").encode()).isEqualTo("{\"copied\":3}");
            assertThat(audit.written())
                    .extracting(line -> line.getString("event"))
                    .containsExactly("started", "ended");
        });
        airflow.verify(postRequestedFor(urlEqualTo(AirflowOnTheWire.RUNS))
                .withRequestBody(equalToJson("{\"conf\":{\"target\":\"/mnt\"}}", true, true)));
    }

    @Test
    void goesWithItsDagAndComesBack() {
        airflow.stubFor(
                get(urlPathEqualTo(AirflowOnTheWire.DAGS)).willReturn(okJson("{\"dags\":[],\"total_entries\":0}")));
        awaitTool(false);
        DoorClient.atEveryDoor(base, door -> assertThat(
                        door.call("dag_backup", new JsonObject()).code())
                .isEqualTo("not_found"));
        AirflowOnTheWire.isWell(airflow);
        awaitTool(true);
    }

    @Test
    void staysWhileAirflowDoesNotAnswer() {
        airflow.stubFor(get(urlPathEqualTo(AirflowOnTheWire.DAGS)).willReturn(AirflowOnTheWire.detail(500, "\"no\"")));
        airflow.resetRequests();
        await().untilAsserted(() -> assertThat(looks()).isGreaterThanOrEqualTo(2));
        try (var door = DoorClient.streamable(base)) {
            assertThat(listed(door)).isPresent();
        }
    }

    private int looks() {
        return airflow.findAll(getRequestedFor(urlPathEqualTo(AirflowOnTheWire.DAGS)))
                .size();
    }

    private void awaitTool(boolean there) {
        try (var door = DoorClient.streamable(base)) {
            await().untilAsserted(() -> assertThat(listed(door).isPresent()).isEqualTo(there));
        }
    }

    private static Optional<JsonObject> listed(DoorClient door) {
        JsonArray tools = door.listedTools();
        return IntStream.range(0, tools.size())
                .mapToObj(tools::getJsonObject)
                .filter(tool -> tool.getString("name").equals("dag_backup"))
                .findFirst();
    }
}
