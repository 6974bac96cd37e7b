package io.qubinode.mcp.airflow;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.patch;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static io.qubinode.mcp.airflow.testing.AirflowOnTheWire.detail;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.airflow.testing.AirflowOnTheWire;
import io.qubinode.mcp.airflow.testing.DoorClient;
import io.qubinode.mcp.airflow.testing.DoorClient.Answer;
import io.qubinode.mcp.airflow.testing.OutsideSystems;
import io.qubinode.mcp.airflow.testing.WrongAnswer;
import io.qubinode.mcp.testing.AuditLines;
import io.smallrye.faulttolerance.api.CircuitBreakerMaintenance;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever Airflow does, the caller gets a promised code, a sentence and a next step, and nothing of the inside. */
@QuarkusTest
@WithTestResource(OutsideSystems.class)
class AirflowFaultsTest {

    private static final JsonObject READ = new JsonObject().put("dag_id", "backup");
    private static final JsonObject LIST = new JsonObject();
    private static final JsonObject LOG =
            new JsonObject().put("dag_id", "backup").put("task_id", "copy");

    @TestHTTPResource
    URI base;

    WireMockServer airflow;

    @BeforeEach
    void airflowIsWell() {
        AirflowOnTheWire.isWell(airflow);
        CircuitBreakerMaintenance.get().resetAll();
    }

    @Test
    void listsTheOtherDagsWhenOneIsGoneMeanwhile() {
        airflow.stubFor(get(urlPathEqualTo(AirflowOnTheWire.DAGS)).willReturn(okJson("""
            {"dags":[{"dag_id":"backup","is_paused":false},{"dag_id":"gone","is_paused":false}],"total_entries":2}\
            """)));
        airflow.stubFor(
                post("/api/v2/dags/~/dagRuns/list").willReturn(okJson("{\"dag_runs\":[],\"total_entries\":3}")));
        airflow.stubFor(get(urlPathEqualTo("/api/v2/dags/gone/dagRuns"))
                .willReturn(detail(404, "\"DAG with dag_id: 'gone' not found\"")));
        Answer answer = DoorClient.rest(base).call("list_dags", LIST);
        assertThat(answer.code()).as(answer.text()).isNull();
        assertThat(answer.content().getJsonArray("dags")).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void saysWhatAnAnswerToAReadMeans(WrongAnswer wrong) {
        airflow.stubFor(get(urlPathEqualTo(AirflowOnTheWire.RUNS)).willReturn(wrong.answer));
        check(DoorClient.rest(base), "get_dag_status", READ, wrong);
    }

    @ParameterizedTest
    @EnumSource
    void saysWhatAnAnswerToAChangeMeansAndSendsItOnce(WrongAnswer wrong) {
        airflow.stubFor(post(AirflowOnTheWire.RUNS).willReturn(wrong.answer));
        check(DoorClient.rest(base), "trigger_dag", READ, wrong);
        // A request with a refused token was not carried out, nor was one for a date that is taken: they may be sent
        // again.
        boolean again = wrong.ofTheCredential() || wrong == WrongAnswer.CONFLICT;
        airflow.verify(again ? 2 : 1, postRequestedFor(urlEqualTo(AirflowOnTheWire.RUNS)));
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"EMPTY", "EMPTY_JSON", "OTHER_JSON", "NOT_FOUND"})
    void saysWhatAnAnswerInPlaceOfALogMeans(WrongAnswer wrong) {
        airflow.stubFor(get(urlPathEqualTo(AirflowOnTheWire.LOG)).willReturn(wrong.answer));
        check(DoorClient.rest(base), "get_task_logs", LOG, wrong);
    }

    @ParameterizedTest
    @EnumSource(names = {"TOO_SLOW", "RESET", "NO_ANSWER", "BAD_GATEWAY"})
    void saysOnlyOfAChangeWhoseAnswerIsLostThatItMayStillHappen(WrongAnswer lost) {
        JsonObject run = READ.copy().put("run_id", "manual__1");
        airflow.stubFor(get(urlPathEqualTo(AirflowOnTheWire.RUN)).willReturn(okJson("""
            {"dag_id":"backup","dag_run_id":"manual__1","run_after":"2026-11-24T05:00:00Z","state":"running"}\
            """)));
        airflow.stubFor(patch(urlPathEqualTo(AirflowOnTheWire.RUN)).willReturn(lost.answer));
        assertThat(DoorClient.rest(base).call("cancel_dag_run", run).text())
                .contains("It may still carry out the request.", "before you repeat the call");
        airflow.stubFor(get(urlPathEqualTo(AirflowOnTheWire.RUN)).willReturn(lost.answer));
        assertThat(DoorClient.rest(base).call("get_dag_status", run).text()).doesNotContain("may still");
    }

    /** As Airflow 3.0, which has no human in the loop. */
    @Test
    void followsARunOfAnAirflowThatAsksNobodyAnything() {
        airflow.stubFor(get(urlPathEqualTo(AirflowOnTheWire.RUN)).willReturn(okJson("""
            {"dag_id":"backup","dag_run_id":"manual__1","run_after":"2026-11-24T05:00:00Z","state":"running"}\
            """)));
        airflow.stubFor(
                get(urlPathEqualTo(AirflowOnTheWire.RUN + "/hitlDetails")).willReturn(detail(404, "\"Not Found\"")));
        Answer answer = DoorClient.rest(base).call("get_dag_status", READ.copy().put("run_id", "manual__1"));
        assertThat(answer.code()).as(answer.text()).isNull();
        airflow.verify(getRequestedFor(urlPathEqualTo(AirflowOnTheWire.RUN + "/hitlDetails")));
    }

    @Test
    void showsAQuestionOnceItsTaskWaits() {
        airflow.stubFor(get(urlPathEqualTo(AirflowOnTheWire.RUN)).willReturn(okJson("""
            {"dag_id":"backup","dag_run_id":"manual__1","run_after":"2026-11-24T05:00:00Z","state":"running"}\
            """)));
        airflow.stubFor(get(urlPathEqualTo(AirflowOnTheWire.RUN + "/hitlDetails"))
                .willReturn(okJson("""
            {"hitl_details":[
              {"subject":"Still being asked","options":["Yes"],"task_instance":{"task_id":"one","state":"running","try_number":1}},
              {"subject":"Asked again","options":["Yes"],"task_instance":{"task_id":"two","state":null,"try_number":1}},
              {"subject":"Open since 3.1","options":["Yes"],"task_instance":{"task_id":"three","state":"deferred","try_number":1}},
              {"subject":"Open","options":["Yes"],"created_at":"2026-11-24T05:00:00Z","task_instance":{"task_id":"four","state":"awaiting_input","try_number":1}},
              {"subject":"Too new","options":["Yes"],"created_at":"%s","task_instance":{"task_id":"five","state":"awaiting_input","try_number":1}}
            ],"total_entries":5}""".formatted(Instant.now()))));
        Answer answer = DoorClient.rest(base).call("get_dag_status", READ.copy().put("run_id", "manual__1"));
        assertThat(answer.content().getJsonArray("questions"))
                .as(answer.text())
                .extracting(question -> ((JsonObject) question).getString("subject"))
                .containsExactly("Open since 3.1", "Open");
    }

    @Test
    void saysThatATryHasNoLog() {
        airflow.stubFor(
                get(urlPathEqualTo(AirflowOnTheWire.LOG)).willReturn(detail(404, "\"TaskInstance not found\"")));
        Answer answer = DoorClient.rest(base).call("get_task_logs", LOG);
        assertThat(answer.code()).isEqualTo("not_found");
        assertThat(answer.text()).contains("no log of try 2 of task copy");
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"NOT_FOUND", "CONFLICT", "UNPROCESSABLE", "BAD_CONF", "UNAUTHORIZED", "EXPIRED", "FORBIDDEN"})
    void saysWhatAnAnswerToTheLoginMeans(WrongAnswer wrong) {
        airflow.stubFor(post(AirflowOnTheWire.LOGIN).willReturn(wrong.answer));
        tokenIsRefused();
        check(DoorClient.rest(base), "get_dag_status", READ, wrong);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void saysThatTheAccountIsWrong(int status) {
        airflow.stubFor(post(AirflowOnTheWire.LOGIN).willReturn(detail(status, "\"Invalid credentials\"")));
        tokenIsRefused();
        Answer answer = DoorClient.rest(base).call("get_dag_status", READ);
        assertThat(answer.code()).isEqualTo("backend_refused");
        assertThat(answer.text()).contains("AIRFLOW_USERNAME and AIRFLOW_PASSWORD");
        keepsTheInsideInside(answer.text());
    }

    @ParameterizedTest
    @CsvSource({"401, Not authenticated", "403, Invalid JWT token"})
    void logsInAgainOnceWhenTheTokenIsNotTakenAnyMore(int status, String words) {
        airflow.stubFor(get(urlPathEqualTo(AirflowOnTheWire.RUNS))
                .atPriority(1)
                .inScenario("token")
                .whenScenarioStateIs(Scenario.STARTED)
                .willReturn(detail(status, "\"" + words + "\""))
                .willSetStateTo("renewed"));
        assertThat(DoorClient.rest(base).call("get_dag_status", READ).code()).isNull();
        airflow.verify(1, postRequestedFor(urlEqualTo(AirflowOnTheWire.LOGIN)));
        airflow.verify(2, getRequestedFor(urlPathEqualTo(AirflowOnTheWire.RUNS)));
    }

    @Test
    void readsOnceMoreWhenAConnectionBreaks() {
        airflow.stubFor(get(urlPathEqualTo(AirflowOnTheWire.RUNS))
                .atPriority(1)
                .inScenario("break")
                .whenScenarioStateIs(Scenario.STARTED)
                .willReturn(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER))
                .willSetStateTo("mended"));
        assertThat(DoorClient.rest(base).call("get_dag_status", READ).code()).isNull();
        airflow.verify(2, getRequestedFor(urlPathEqualTo(AirflowOnTheWire.RUNS)));
    }

    @Test
    void readsNotMoreThanThreeTimes() {
        airflow.stubFor(get(urlPathEqualTo(AirflowOnTheWire.RUNS))
                .willReturn(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER)));
        DoorClient.rest(base).call("get_dag_status", READ);
        airflow.verify(3, getRequestedFor(urlPathEqualTo(AirflowOnTheWire.RUNS)));
    }

    @Test
    void doesNotReadAgainWhenAirflowIsSlow() {
        airflow.stubFor(get(urlPathEqualTo(AirflowOnTheWire.RUNS)).willReturn(WrongAnswer.TOO_SLOW.answer));
        DoorClient.rest(base).call("get_dag_status", READ);
        airflow.verify(1, getRequestedFor(urlPathEqualTo(AirflowOnTheWire.RUNS)));
    }

    @Test
    void showsNoLineTwiceWhenALogIsReadOnceMore() {
        // So long that a part of it is on its way before the connection breaks.
        String events = "{\"event\":\"copying\"}\n".repeat(20_000);
        airflow.stubFor(get(urlPathEqualTo(AirflowOnTheWire.LOG))
                .atPriority(1)
                .inScenario("log")
                .whenScenarioStateIs(Scenario.STARTED)
                .willReturn(AirflowOnTheWire.log(events).withHeader("Content-Length", "1000000"))
                .willSetStateTo("whole"));
        airflow.stubFor(get(urlPathEqualTo(AirflowOnTheWire.LOG)).willReturn(AirflowOnTheWire.log(events)));
        Answer answer = DoorClient.rest(base).call("get_task_logs", LOG);
        assertThat(answer.code()).as(answer.text()).isNull();
        assertThat(answer.content().getInteger("total_lines")).isEqualTo(20_000);
        airflow.verify(2, getRequestedFor(urlPathEqualTo(AirflowOnTheWire.LOG)));
    }

    @Test
    void givesUpALogThatStopsFlowing() {
        airflow.stubFor(get(urlPathEqualTo(AirflowOnTheWire.LOG))
                .willReturn(AirflowOnTheWire.log("{\"event\":\"first\"}\n{\"event\":\"second\"}\n")
                        .withChunkedDribbleDelay(2, 16_000)));
        check(DoorClient.rest(base), "get_task_logs", LOG, WrongAnswer.TOO_SLOW);
    }

    @Test
    void showsTheStatusOfARunWhoseLogBreaksOff() {
        airflow.stubFor(get(urlPathEqualTo(AirflowOnTheWire.LOG))
                .willReturn(
                        AirflowOnTheWire.log("{\"event\":\"first\"}\n{\"eve").withHeader("Content-Length", "1000")));
        Answer answer = DoorClient.rest(base).call("get_dag_status", READ);
        assertThat(answer.content().getJsonArray("failures").encode()).contains("cannot be read");
    }

    @Test
    void saysWhenNothingListensAndRecoversWhenItDoesAgain() {
        airflow.stop();
        try {
            DoorClient.atEveryDoor(base, door -> {
                check(door, "list_dags", LIST, WrongAnswer.RESET);
                check(door, "trigger_dag", READ, WrongAnswer.RESET);
            });
        } finally {
            airflow.start();
        }
        AirflowOnTheWire.isWell(airflow);
        assertThat(DoorClient.rest(base).call("list_dags", LIST).code()).isNull();
    }

    /** So that the service, which may hold a good token of a test before, must log in. */
    private void tokenIsRefused() {
        airflow.stubFor(get(urlPathEqualTo(AirflowOnTheWire.RUNS)).willReturn(WrongAnswer.UNAUTHORIZED.answer));
    }

    private static void check(DoorClient door, String tool, JsonObject arguments, WrongAnswer wrong) {
        var audit = new AuditLines();
        Answer answer = door.call(tool, arguments);
        assertThat(answer.code()).as(answer.text()).isEqualTo(wrong.code);
        answer.status().ifPresent(status -> assertThat(status).isEqualTo(wrong.status));
        assertThat(answer.text()).contains(wrong.words);
        keepsTheInsideInside(answer.text());
        JsonObject ended = audit.written().getLast();
        assertThat(ended.getString("code")).isEqualTo(wrong.code);
        keepsTheInsideInside(audit.written().toString());
    }

    private static void keepsTheInsideInside(String text) {
        assertThat(text)
                .hasSizeLessThan(1_500)
                .doesNotContain(OutsideSystems.PASSWORD, AirflowOnTheWire.TOKEN, DoorClient.KEY)
                .doesNotContain("Exception", "\tat ", "Traceback", "/opt/", "java.", "io.", "<html", "hidden");
    }
}
