package io.qubinode.mcp.airflow.dag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.qubinode.mcp.airflow.airflowapi.DagParam;
import io.qubinode.mcp.airflow.airflowapi.Ids;
import io.qubinode.mcp.airflow.airflowapi.RunDetails;
import io.qubinode.mcp.airflow.dag.DagTools.IfPaused;
import io.qubinode.mcp.airflow.dag.DagTools.TriggerDag;
import io.qubinode.mcp.airflow.dag.DagTools.Triggered;
import io.qubinode.mcp.airflow.testing.FakeAirflow;
import io.qubinode.mcp.airflow.testing.FakeCall;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.core.ToolJson;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DagRunsTest {

    private final FakeAirflow airflow = new FakeAirflow();
    private final RunWatches watches = new RunWatches(airflow);
    private final FakeCall call = new FakeCall();

    @Test
    void refusesAPausedDagByDefault() {
        airflow.paused = true;
        assertThatThrownBy(() -> trigger(IfPaused.REFUSE, 0)).isInstanceOfSatisfying(ToolException.class, e -> {
            assertThat(e.error().code()).isEqualTo(ErrorCode.WRONG_STATE);
            assertThat(e.error().hint()).contains("queue").contains("unpause");
        });
        assertThat(airflow.changes).isEmpty();
    }

    @Test
    void queuesARunOfAPausedDagAndSaysThatItWaits() {
        airflow.paused = true;
        assertThat(trigger(IfPaused.QUEUE, 60).note().orElseThrow()).contains("stays queued");
        assertThat(airflow.changes).containsExactly("trigger backup");
    }

    @Test
    void unpausesWhenAskedToAndSaysThatTheScheduleRunsToo() {
        airflow.paused = true;
        assertThat(trigger(IfPaused.UNPAUSE, 0).note().orElseThrow()).contains("schedule");
        assertThat(airflow.changes).containsExactly("trigger backup", "paused backup false");
    }

    @ParameterizedTest
    @EnumSource
    void neverUnpausesADagThatIsNotPaused(IfPaused choice) {
        assertThat(trigger(choice, 0).note()).isEmpty();
        assertThat(airflow.changes).containsExactly("trigger backup");
    }

    @Test
    void tellsOfARunThatCouldNotBeUnpaused() {
        airflow.paused = true;
        airflow.failure = Optional.of(FakeAirflow.unavailable());
        Triggered triggered = trigger(IfPaused.UNPAUSE, 5);
        assertThat(triggered.run().orElseThrow().state()).isEqualTo("queued");
        assertThat(triggered.note().orElseThrow())
                .contains("could not be unpaused: Airflow cannot be reached.")
                .contains("stays queued");
    }

    @Test
    void putsTheCallerIntoTheRunsNote() {
        trigger(IfPaused.REFUSE, 0);
        assertThat(airflow.triggered.note()).isEqualTo("by alice via qubinode-mcp, request request-7");
    }

    @Test
    void namesConfThatTheDagDoesNotDeclare() {
        airflow.params = Map.of(
                "target",
                new DagParam(ToolJson.MAPPER.createObjectNode(), ToolJson.MAPPER.nullNode(), Optional.empty()));
        var runs = new DagRuns(airflow, watches);
        var input = new TriggerDag("backup", Map.of("tagret", 1), Optional.empty(), 0);
        assertThatThrownBy(() -> runs.trigger(input, call)).isInstanceOfSatisfying(ToolException.class, e -> {
            assertThat(e.error().code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
            assertThat(e.error().message()).isEqualTo("DAG backup declares no param named tagret.");
            assertThat(e.error().hint()).contains("Did you mean target?").contains("allow_unknown");
        });
        assertThat(airflow.changes).isEmpty();
        assertThat(runs.trigger(asked(Map.of("tagret", 1), true, Optional.empty(), IfPaused.REFUSE, false), call)
                        .run())
                .isPresent();
    }

    @Test
    void showsTheConfOfADryRunAndStartsNothing() {
        airflow.params = Map.of(
                "memory", param("{\"type\":\"integer\"}", "2048"), "name", param("{\"type\":\"string\"}", "null"));
        Triggered preview = new DagRuns(airflow, watches)
                .trigger(asked(Map.of("memory", "lots"), false, Optional.empty(), IfPaused.REFUSE, true), call);
        assertThat(preview.run()).isEmpty();
        assertThat(preview.conf().orElseThrow())
                .isEqualTo(
                        ToolJson.MAPPER.createObjectNode().put("memory", "lots").putNull("name"));
        assertThat(preview.note().orElseThrow())
                .startsWith("Nothing was started.")
                .contains("memory: ")
                .contains("name is missing");
        assertThat(airflow.changes).isEmpty();
    }

    @Test
    void leavesItToAirflowWhatFitsAndExplainsItsRefusal() {
        airflow.params = Map.of("memory", param("{\"type\":\"integer\"}", "2048"));
        var runs = new DagRuns(airflow, watches);
        var input = new TriggerDag("backup", Map.of("memory", "lots"), Optional.empty(), 0);
        assertThat(runs.trigger(input, call).note().orElseThrow()).startsWith("Airflow accepted the conf");
        airflow.triggerFailure =
                Optional.of(new ToolException(ErrorCode.INVALID_ARGUMENT, "Airflow says no.", "Correct it."));
        assertThatThrownBy(() -> runs.trigger(input, call))
                .hasMessageContaining("conf does not fit the params of DAG backup: memory: ")
                .hasMessageContaining("Airflow says no.");
    }

    @Test
    void saysWhichPatternOnlyAirflowChecks() {
        airflow.params = Map.of(
                "user", param("{\"type\":\"string\",\"pattern\":\"^(?!root$)[a-z]+$\"}", "\"bob\""),
                "env", param("{\"type\":\"string\",\"pattern\":\"^(?P<env>dev|prod)$\"}", "\"dev\""));
        for (boolean dryRun : List.of(true, false)) {
            Map<String, Object> conf = Map.of("user", "alice", "env", "prod");
            var input = asked(conf, false, Optional.empty(), IfPaused.REFUSE, dryRun);
            assertThat(new DagRuns(airflow, watches).trigger(input, call).note().orElseThrow())
                    .contains("Only Airflow checks the pattern of user,");
        }
        var others = asked(Map.of("env", "prod"), false, Optional.empty(), IfPaused.REFUSE, false);
        assertThat(new DagRuns(airflow, watches).trigger(others, call).note()).isEmpty();
    }

    @Test
    void runsForNowUnlessAnotherDateIsNamed() {
        trigger(IfPaused.REFUSE, 0);
        assertThat(airflow.triggered.logicalDate().date()).isPresent();
        var runs = new DagRuns(airflow, watches);
        runs.trigger(new TriggerDag("backup", Map.of(), Optional.of("2026-11-01"), 0), call);
        assertThat(airflow.triggered.logicalDate().date()).contains(Instant.parse("2026-11-01T00:00:00Z"));
        runs.trigger(new TriggerDag("backup", Map.of(), Optional.of("none"), 0), call);
        assertThat(airflow.triggered.logicalDate().date()).isEmpty();
    }

    private static DagParam param(String schema, String value) {
        try {
            return new DagParam(ToolJson.MAPPER.readTree(schema), ToolJson.MAPPER.readTree(value), Optional.empty());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static TriggerDag asked(
            Map<String, Object> conf, boolean allowUnknown, Optional<String> runId, IfPaused ifPaused, boolean dryRun) {
        return new TriggerDag(
                "backup", conf, allowUnknown, runId, Optional.empty(), Optional.empty(), ifPaused, 0, dryRun);
    }

    @Test
    void waitsForTheEndAndTellsOfTheTasks() {
        airflow.statesToCome.addAll(List.of("running", "success"));
        airflow.tasks.add(FakeAirflow.task("copy", "success", 1));
        airflow.tasks.add(FakeAirflow.task("check", null, 0));
        Triggered triggered = trigger(IfPaused.REFUSE, 60);
        assertThat(triggered.run().orElseThrow().state()).isEqualTo("success");
        assertThat(triggered.note()).isEmpty();
        assertThat(call.progress()).containsExactly("Run manual__1 of DAG backup is queued", "1 of 2 tasks have ended");
    }

    @Test
    void saysWhereToLookWhenTheRunFailed() {
        airflow.statesToCome.add("failed");
        assertThat(trigger(IfPaused.REFUSE, 60).note().orElseThrow()).contains("diagnose_dag_run");
    }

    @Test
    void givesTheRunAsItIsWhenTheTimeIsOver() {
        airflow.statesToCome.add("running");
        Triggered triggered = trigger(IfPaused.REFUSE, 1);
        assertThat(triggered.run().orElseThrow().state()).isEqualTo("running");
        assertThat(triggered.note().orElseThrow()).contains("not ended within 1 seconds");
    }

    @Test
    void stopsWaitingWhenTheCallerCancels() {
        airflow.statesToCome.add("running");
        call.cancelledAfter(1);
        assertThatThrownBy(() -> trigger(IfPaused.REFUSE, 600)).isInstanceOfSatisfying(ToolException.class, e -> {
            assertThat(e.error().code()).isEqualTo(ErrorCode.CANCELLED);
            assertThat(e.error().message()).contains("Run manual__1 of DAG backup was triggered and continues.");
            assertThat(ToolException.leftNothing(e.error())).isFalse();
        });
    }

    @Test
    void tellsOfTheRunWhenAirflowGoesAwayWhileItWaits() {
        airflow.failure = Optional.of(FakeAirflow.unavailable());
        Triggered triggered = trigger(IfPaused.REFUSE, 60);
        assertThat(triggered.run().orElseThrow().runId()).isEqualTo("manual__1");
        assertThat(triggered.note().orElseThrow()).contains("cannot be reached").contains("get_dag_status");
    }

    @Test
    void sendsARunIdOfItsOwnThatNoOtherRunHas() {
        trigger(IfPaused.REFUSE, 0);
        String first = airflow.triggered.runId();
        trigger(IfPaused.REFUSE, 0);
        assertThat(first).matches(Ids.RUN).startsWith("manual__").isNotEqualTo(airflow.triggered.runId());
    }

    @Test
    void givesARepeatedRequestItsRunThoughTheDagIsPausedNow() {
        airflow.paused = true;
        airflow.there = Optional.of(
                new RunDetails(FakeAirflow.run("success"), ToolJson.MAPPER.createObjectNode(), Optional.empty()));
        Triggered triggered = new DagRuns(airflow, watches)
                .trigger(asked(Map.of(), false, Optional.of("manual__1"), IfPaused.REFUSE, false), call);
        assertThat(triggered.note().orElseThrow()).contains("existed already").doesNotContain("queued");
        assertThat(airflow.changes).isEmpty();
    }

    @Test
    void watchesNoRunThatNobodyWaitsFor() {
        airflow.statesToCome.add("success");
        trigger(IfPaused.REFUSE, 60);
        assertThat(watches.size()).isZero();
    }

    private Triggered trigger(IfPaused choice, int wait) {
        return new DagRuns(airflow, watches)
                .trigger(
                        new TriggerDag(
                                "backup",
                                Map.of(),
                                false,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                choice,
                                wait,
                                false),
                        call);
    }
}
