package io.qubinode.mcp.airflow.airflowapi.adapter;

import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.patch;
import static com.github.tomakehurst.wiremock.client.WireMock.patchRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.WireMockServer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.airflow.airflowapi.Airflow;
import io.qubinode.mcp.airflow.airflowapi.AirflowInstances;
import io.qubinode.mcp.airflow.airflowapi.Asset;
import io.qubinode.mcp.airflow.airflowapi.BackfillPlan;
import io.qubinode.mcp.airflow.airflowapi.Clearing;
import io.qubinode.mcp.airflow.airflowapi.DagDetails;
import io.qubinode.mcp.airflow.airflowapi.Page;
import io.qubinode.mcp.airflow.airflowapi.RunDetails;
import io.qubinode.mcp.airflow.airflowapi.RunQuery;
import io.qubinode.mcp.airflow.airflowapi.TaskInstance;
import io.qubinode.mcp.airflow.airflowapi.TaskTry;
import io.qubinode.mcp.airflow.airflowapi.Variable;
import io.qubinode.mcp.airflow.testing.Airflow2OnTheWire;
import io.qubinode.mcp.airflow.testing.OutsideSystems;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import io.smallrye.faulttolerance.api.CircuitBreakerMaintenance;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What more Airflow 2 can be asked; the answers are Airflow 2.11.2's, shortened. */
@QuarkusTest
@WithTestResource(OutsideSystems.class)
class AirflowV1MoreTest {

    @Inject
    AirflowInstances airflows;

    Airflow airflow2;
    WireMockServer airflow;

    @BeforeEach
    void airflowIsWell() {
        airflow2 = airflows.first().airflow();
        Airflow2OnTheWire.isWell(airflow);
        CircuitBreakerMaintenance.get().resetAll();
    }

    @Test
    void listsRunsWithTheirConf() {
        Page<RunDetails> runs = airflow2.runs(new RunQuery(
                Optional.of("backup"), List.of("failed"), Optional.empty(), Optional.empty(), Optional.empty(), 10, 0));
        assertThat(runs.total()).isEqualTo(1);
        assertThat(runs.items().getFirst().run().runId()).isEqualTo("manual__1");
        assertThat(runs.items().getFirst().dagVersion()).isEmpty();
    }

    @Test
    void readsTheSourceByTheTokenOfTheDag() {
        airflow.stubFor(get(Airflow2OnTheWire.DAGS + "/backup/details").willReturn(okJson("""
                {"dag_id":"backup","is_paused":false,"catchup":true,"schedule_interval":null,"file_token":"IgL3.x-y",
                 "timetable_description":"Never, external triggers only","max_active_runs":16,"params":{}}""")));
        airflow.stubFor(get("/api/v1/dagSources/IgL3.x-y").willReturn(okJson("{\"content\":\"import airflow\"}")));
        assertThat(airflow2.source("backup", Optional.empty()).text()).isEqualTo("import airflow");
        DagDetails profile = airflow2.dag("backup");
        assertThat(profile.schedule()).isEmpty();
        assertThat(profile.catchup()).isTrue();
        assertThat(profile.maxActiveRuns()).contains(16);
    }

    @Test
    void givesDatasetsAsAssets() {
        airflow.stubFor(get(urlPathEqualTo("/api/v1/datasets")).willReturn(okJson("""
                {"datasets":[{"uri":"s3://lab/images","consuming_dags":[{"dag_id":"report"}],
                 "producing_tasks":[{"dag_id":"backup","task_id":"copy"}]}],"total_entries":1}""")));
        assertThat(airflow2.assets(Optional.empty(), 10, 0).items())
                .containsExactly(new Asset(
                        "s3://lab/images",
                        "s3://lab/images",
                        List.of("backup.copy"),
                        List.of("report"),
                        Optional.empty()));
    }

    @Test
    void readsOnInALogWhereItStopped() {
        var lines = new ArrayList<String>();
        var attempt = new TaskTry("backup", "manual__1", "copy", Optional.empty(), 2);
        assertThat(airflow2.followLog(attempt, Optional.of("4"), event -> lines.add(event.text())))
                .as("the task has ended")
                .isEmpty();
        assertThat(lines).containsExactly("Task failed with exception", "");
    }

    @Test
    void marksARunAndSaysWhy() {
        airflow.stubFor(
                patch(urlPathEqualTo(Airflow2OnTheWire.RUN)).willReturn(okJson(Airflow2OnTheWire.RUN_OF_BACKUP)));
        airflow.stubFor(patch(urlPathEqualTo(Airflow2OnTheWire.RUN + "/setNote"))
                .willReturn(okJson(Airflow2OnTheWire.RUN_OF_BACKUP)));
        assertThat(airflow2.setRunState("backup", "manual__1", "failed", "by alice")
                        .state())
                .isEqualTo("failed");
        airflow.verify(patchRequestedFor(urlEqualTo(Airflow2OnTheWire.RUN))
                .withRequestBody(equalToJson("{\"state\":\"failed\"}")));
        airflow.verify(patchRequestedFor(urlEqualTo(Airflow2OnTheWire.RUN + "/setNote"))
                .withRequestBody(equalToJson("{\"note\":\"by alice\"}")));
    }

    @Test
    void clearsWithoutTheNoteThatAirflow2DoesNotTake() {
        airflow.stubFor(post(Airflow2OnTheWire.DAGS + "/backup/clearTaskInstances")
                .withRequestBody(equalToJson("""
                        {"dry_run":false,"dag_run_id":"manual__1","only_failed":true,"include_downstream":true,
                         "reset_dag_runs":true}"""))
                .willReturn(okJson("""
                        {"task_instances":[{"dag_id":"backup","dag_run_id":"manual__1","task_id":"copy",
                         "execution_date":"2026-11-24T05:00:00+00:00"}]}""")));
        assertThat(airflow2.clear(new Clearing("backup", "manual__1", List.of(), true, true), "by alice"))
                .extracting(TaskInstance::taskId, TaskInstance::mapIndex)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("copy", Optional.empty()));
    }

    @Test
    void searchesWhatAirflow2CannotSearchItself() {
        airflow.stubFor(get(urlPathEqualTo("/api/v1/variables"))
                .withQueryParam("offset", equalTo("0"))
                .willReturn(okJson("""
                        {"variables":[{"key":"lab_domain","value":"x"},{"key":"region","value":"x"}],"total_entries":3}""")));
        airflow.stubFor(get(urlPathEqualTo("/api/v1/variables"))
                .withQueryParam("offset", equalTo("2"))
                .willReturn(okJson("""
                        {"variables":[{"key":"LAB_NAME","value":"x"}],"total_entries":3}""")));
        Page<Variable> found = airflow2.variables(Optional.of("lab"), 1, 1);
        assertThat(found.items()).extracting(Variable::key).containsExactly("LAB_NAME");
        assertThat(found.total()).isEqualTo(2);
        assertThat(airflow2.runs(new RunQuery(
                                Optional.of("backup"),
                                List.of(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of("no such conf"),
                                10,
                                0))
                        .items())
                .isEmpty();
    }

    @Test
    void saysWhatAirflow2CannotDo() {
        refused(
                () -> airflow2.backfill(
                        new BackfillPlan("backup", Instant.EPOCH, Instant.EPOCH, BackfillPlan.Again.NONE, 1)),
                "make backfills");
    }

    private static void refused(ThrowingCallable call, String deed) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ToolException.class, e -> {
            assertThat(e.error().code()).isEqualTo(ErrorCode.WRONG_STATE);
            assertThat(e.error().message()).startsWith("Airflow 2 cannot " + deed);
        });
    }
}
