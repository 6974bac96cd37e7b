package io.qubinode.mcp.airflow;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static io.qubinode.mcp.airflow.testing.AirflowOnTheWire.detail;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.airflow.testing.AirflowOnTheWire;
import io.qubinode.mcp.airflow.testing.DoorClient;
import io.qubinode.mcp.airflow.testing.DoorClient.Answer;
import io.qubinode.mcp.airflow.testing.OutsideSystems;
import io.qubinode.mcp.airflow.testing.WrongAnswer;
import io.smallrye.faulttolerance.api.CircuitBreakerMaintenance;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How often an Airflow in trouble is asked, and what becomes of a request whose answer is lost. */
@QuarkusTest
@WithTestResource(OutsideSystems.class)
class AirflowPatienceTest {

    private static final JsonObject BACKUP = new JsonObject().put("dag_id", "backup");
    private static final JsonObject SAME = BACKUP.copy().put("run_id", "manual__1");

    @TestHTTPResource
    URI base;

    WireMockServer airflow;

    @BeforeEach
    void airflowIsWell() {
        AirflowOnTheWire.isWell(airflow);
        CircuitBreakerMaintenance.get().resetAll();
    }

    @Test
    void readsAgainAfterTheTimeThatAirflowAskedFor() {
        airflow.stubFor(get(urlPathEqualTo(AirflowOnTheWire.RUNS))
                .atPriority(1)
                .inScenario("limit")
                .whenScenarioStateIs(Scenario.STARTED)
                .willReturn(tooMany("1"))
                .willSetStateTo("over"));
        long start = System.nanoTime();
        assertThat(call("get_dag_status", BACKUP).code()).isNull();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(1));
        airflow.verify(2, getRequestedFor(urlPathEqualTo(AirflowOnTheWire.RUNS)));
    }

    @Test
    void doesNotWaitLongForAirflowButSaysWhenToComeBack() {
        airflow.stubFor(get(urlPathEqualTo(AirflowOnTheWire.RUNS)).willReturn(tooMany("60")));
        Answer answer = call("get_dag_status", BACKUP);
        assertThat(answer.code()).isEqualTo("backend_unavailable");
        assertThat(answer.text()).contains("Try again in 60 seconds");
        airflow.verify(1, getRequestedFor(urlPathEqualTo(AirflowOnTheWire.RUNS)));
    }

    @Test
    void sendsAChangeOnceThoughAirflowSaysWhenToComeBack() {
        airflow.stubFor(post(AirflowOnTheWire.RUNS).willReturn(tooMany("1")));
        assertThat(call("trigger_dag", BACKUP).text()).contains("Try again in 1 seconds");
        airflow.verify(1, postRequestedFor(urlEqualTo(AirflowOnTheWire.RUNS)));
    }

    @Test
    void givesAnAirflowThatIsAwayARestAndRecoversByItself() throws Exception {
        airflow.stubFor(any(anyUrl()).atPriority(1).willReturn(WrongAnswer.RESET.answer));
        Callable<Answer> list = () -> call("list_dags", new JsonObject());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var each :
                    threads.invokeAll(Stream.generate(() -> list).limit(30).toList())) {
                assertThat(each.get().code()).isEqualTo("backend_unavailable");
            }
        }
        airflow.resetRequests();
        Answer refused = call("list_dags", new JsonObject());
        assertThat(refused.code()).isEqualTo("backend_unavailable");
        assertThat(refused.text()).contains("so requests to it are paused", "Try again in 2 seconds");
        airflow.verify(0, getRequestedFor(urlPathEqualTo(AirflowOnTheWire.DAGS)));

        AirflowOnTheWire.isWell(airflow);
        await().atMost(Duration.ofSeconds(10)).until(() -> list.call().code() == null);
    }

    @Test
    void givesTheRunWhenItsAnswerCameTooLate() {
        airflow.stubFor(post(AirflowOnTheWire.RUNS).willReturn(WrongAnswer.TOO_SLOW.answer));
        Answer answer = call("trigger_dag", SAME);
        assertThat(answer.code()).as(answer.text()).isNull();
        assertThat(answer.content().getString("note")).contains("answer was lost, but it created the run");
        airflow.verify(1, postRequestedFor(urlEqualTo(AirflowOnTheWire.RUNS)));
    }

    @ParameterizedTest
    @EnumSource(names = {"TOO_SLOW", "RESET", "NO_ANSWER", "BROKEN_BODY"})
    void saysThatThereIsNoRunAndHowToTryAgainSafely(WrongAnswer lost) {
        airflow.stubFor(post(AirflowOnTheWire.RUNS).willReturn(lost.answer));
        Answer answer = call("trigger_dag", BACKUP.copy().put("run_id", "other"));
        assertThat(answer.code()).isEqualTo(lost.code);
        assertThat(answer.text()).contains("So far it has not created the run.", "never makes a second run");
        airflow.verify(1, postRequestedFor(urlEqualTo(AirflowOnTheWire.RUNS)));
    }

    @Test
    void givesARepeatedRequestTheRunOfTheFirst() {
        airflow.stubFor(post(AirflowOnTheWire.RUNS).willReturn(WrongAnswer.CONFLICT.answer));
        Answer answer = call("trigger_dag", SAME);
        assertThat(answer.content().getJsonObject("run").getString("run_id")).isEqualTo("manual__1");
        assertThat(answer.content().getString("note")).contains("existed already");
    }

    @Test
    void refusesTheRunIdOfARunWithAnotherConf() {
        airflow.stubFor(post(AirflowOnTheWire.RUNS).willReturn(WrongAnswer.CONFLICT.answer));
        Answer answer = call("trigger_dag", SAME.copy().put("conf", new JsonObject().put("target", "/mnt")));
        assertThat(answer.code()).isEqualTo("already_exists");
        assertThat(answer.text()).contains("with another conf");
    }

    private Answer call(String tool, JsonObject arguments) {
        return DoorClient.rest(base).call(tool, arguments);
    }

    private static ResponseDefinitionBuilder tooMany(String seconds) {
        return detail(429, "\"Too many requests\"").withHeader("Retry-After", seconds);
    }
}
