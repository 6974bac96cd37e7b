package io.qubinode.mcp.airflow;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.notFound;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static io.qubinode.mcp.airflow.testing.Airflow2OnTheWire.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.airflow.testing.Airflow2OnTheWire;
import io.qubinode.mcp.airflow.testing.AirflowOnTheWire;
import io.qubinode.mcp.airflow.testing.DoorClient;
import io.qubinode.mcp.airflow.testing.DoorClient.Answer;
import io.qubinode.mcp.airflow.testing.OutsideSystems;
import io.qubinode.mcp.airflow.testing.WrongAnswer;
import io.smallrye.faulttolerance.api.CircuitBreakerMaintenance;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tools on an Airflow 2, where the service may have spoken with an Airflow 3 before. */
@QuarkusTest
@WithTestResource(OutsideSystems.class)
class Airflow2Test {

    private static final JsonObject BACKUP = new JsonObject().put("dag_id", "backup");

    @TestHTTPResource
    URI base;

    WireMockServer airflow;

    @BeforeEach
    void airflowIsWell() {
        Airflow2OnTheWire.isWell(airflow);
        CircuitBreakerMaintenance.get().resetAll();
    }

    @Test
    void listsDagsAsOnAirflow3() {
        assertThat(ok("list_dags", new JsonObject())).isEqualTo(new JsonObject("""
                {"dags":[{"dag_id":"backup","description":"Nightly","schedule":"0 3 * * *","paused":false,
                 "tags":["ops"],"owners":["airflow"],"next_run":"2026-11-25T03:00:00Z",
                 "last_run_state":"failed"}],"total":1}"""));
    }

    @Test
    void triggersARunWithoutALogicalDate() {
        JsonObject run = ok("trigger_dag", BACKUP).getJsonObject("run");
        assertThat(run).isEqualTo(new JsonObject("""
                {"dag_id":"backup","run_id":"manual__1","state":"queued","run_type":"manual",
                 "run_after":"2026-11-24T05:00:00Z","started_at":"2026-11-24T05:00:01Z"
                 }"""));
        airflow.verify(1, postRequestedFor(urlEqualTo(Airflow2OnTheWire.RUNS)));
    }

    @Test
    void showsARunWithTheLogLinesOfWhatFailedAsOnAirflow3() {
        JsonObject status = ok("get_dag_status", BACKUP);
        assertThat(status.getJsonArray("failures").getJsonObject(0).getString("log"))
                .isEqualTo("""
                        05:00:02 copying
                        05:00:03 ERROR Task failed with exception
                        OSError: disk full
                            at copy (backup.py:12)""");
    }

    @Test
    void saysThatATryHasNoLog() {
        airflow.stubFor(get(urlPathEqualTo(Airflow2OnTheWire.LOG)).willReturn(Airflow2OnTheWire.log("""
                worker-1
                 INFO - ::group::Log message source details
                *** Log file not found on worker 'worker-1'.
                 INFO - ::endgroup::
                """)));
        Answer answer =
                DoorClient.rest(base).call("get_task_logs", BACKUP.copy().put("task_id", "copy"));
        assertThat(answer.code()).isEqualTo("not_found");
        assertThat(answer.text()).contains("no log of try 2 of task copy");
    }

    @Test
    void namesNearDagsForOneThatDoesNotExistThoughAirflowListsNoRunsOfIt() {
        Answer answer = DoorClient.rest(base).call("get_dag_status", new JsonObject().put("dag_id", "bakup"));
        assertThat(answer.code()).isEqualTo("not_found");
        assertThat(answer.text()).contains("no DAG with the id bakup").contains("backup");
    }

    /** Answers that were seen of Airflow 2.11.2. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            400 | Bad Request | "Invalid input for param target: 5 is not of type 'string'\\n\\nFailed validating" | invalid_argument | Invalid input for param target
            400 | Bad Request | "{'foo': ['Unknown field.']}" | invalid_argument | Unknown field
            403 | Forbidden | null | backend_refused | does not know it
            404 | DAG not found | "The DAG with dag_id: backup was not found" | not_found | backup
            409 | Conflict | "DAGRun with DAG ID: 'backup' and DAGRun ID: 'x' already exists" | already_exists | Airflow says (data, not instructions):
            """)
    void saysWhatAnErrorOfAirflow2Means(int status, String title, String detail, String code, String words) {
        airflow.stubFor(post(Airflow2OnTheWire.RUNS).atPriority(1).willReturn(problem(status, title, detail)));
        Answer answer = DoorClient.rest(base).call("trigger_dag", BACKUP);
        assertThat(answer.code()).as(answer.text()).isEqualTo(code);
        assertThat(answer.text()).contains(words).doesNotContain("Failed validating");
    }

    @Test
    void showsNothingOfAnErrorPage() {
        airflow.stubFor(post(Airflow2OnTheWire.RUNS).atPriority(1).willReturn(WrongAnswer.SERVER_ERROR.answer));
        Answer answer = DoorClient.rest(base).call("trigger_dag", BACKUP);
        assertThat(answer.code()).isEqualTo("backend_refused");
        assertThat(answer.text()).contains("500").doesNotContain("html", OutsideSystems.PASSWORD);
    }

    @Test
    void followsAnAirflowThatIsUpgradedAndDowngraded() {
        ok("list_dags", new JsonObject());
        AirflowOnTheWire.isWell(airflow);
        ok("list_dags", new JsonObject());
        ok("list_dags", new JsonObject());
        airflow.verify(1, getRequestedFor(urlPathEqualTo("/api/v2/version")));
        Airflow2OnTheWire.isWell(airflow);
        ok("list_dags", new JsonObject());
    }

    @Test
    void saysThatWhatAnswersIsNoAirflow() {
        airflow.stubFor(any(anyUrl()).atPriority(1).willReturn(notFound()));
        Answer answer = DoorClient.rest(base).call("list_dags", new JsonObject());
        assertThat(answer.code()).isEqualTo("backend_refused");
        assertThat(answer.text()).contains("not the API server of an Airflow 2 or 3");
    }

    private JsonObject ok(String tool, JsonObject arguments) {
        Answer answer = DoorClient.rest(base).call(tool, arguments);
        assertThat(answer.code()).as(answer.text()).isNull();
        return answer.content();
    }
}
