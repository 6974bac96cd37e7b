package io.qubinode.mcp.airflow.insight;

import static org.assertj.core.api.Assertions.assertThat;

import io.qubinode.mcp.airflow.airflowapi.DagRun;
import io.qubinode.mcp.airflow.airflowapi.RunDetails;
import io.qubinode.mcp.airflow.airflowapi.RunEnding;
import io.qubinode.mcp.airflow.airflowapi.TaskInstance;
import io.qubinode.mcp.airflow.insight.InsightTools.DiagnoseDagRun;
import io.qubinode.mcp.airflow.insight.InsightTools.Diagnosis;
import io.qubinode.mcp.airflow.testing.FakeAirflow;
import io.qubinode.mcp.security.core.ToolJson;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunDiagnosisTest {

    private static final Instant NIGHT = Instant.parse("2026-11-24T03:00:00Z");

    private final FakeAirflow airflow = new FakeAirflow();

    @Test
    void tellsWhatFailedWhyAndWhatDidNotRunBecauseOfIt() {
        airflow.runs.add(made("failed", 2, Map.of()));
        airflow.tasks.add(FakeAirflow.task("copy", "failed", 1));
        airflow.tasks.add(FakeAirflow.task("report", "upstream_failed", 0));
        airflow.logs.put("copy", List.of("copying", "requests.ConnectionError: Connection refused"));
        Diagnosis diagnosis = diagnose();
        assertThat(diagnosis.summary()).isEqualTo("1 of 2 tasks failed: copy.");
        assertThat(diagnosis.failed().getFirst().log()).endsWith("Connection refused");
        assertThat(diagnosis.notRun()).containsExactly("report");
        assertThat(diagnosis.next()).contains("The cause may be temporary: try again.");
    }

    @Test
    void comparesWithTheLastSuccessAndHidesSecrets() {
        airflow.runs.add(made("failed", 3, Map.of("target", "/mnt", "api_token", "new")));
        airflow.runs.add(made("success", 2, Map.of("target", "/srv", "api_token", "old")));
        airflow.tasks.add(FakeAirflow.task("copy", "failed", 1));
        Diagnosis diagnosis = diagnose();
        assertThat(diagnosis.changed())
                .contains(
                        "The DAG's code: version 2 then, 3 now.",
                        "conf target: \"/srv\" then, \"/mnt\" now.",
                        "conf api_token: *** then, *** now.");
        assertThat(diagnosis.next()).contains("Compare the code: get_dag_source with each version.");
    }

    @Test
    void saysThatNoRunFailed() {
        airflow.runs.add(made("success", 2, Map.of()));
        airflow.newest = Optional.of(airflow.runs.getFirst().run());
        Diagnosis diagnosis = diagnose();
        assertThat(diagnosis.summary()).isEqualTo("No run of this DAG has failed. The run is success; no task failed.");
        assertThat(diagnosis.changed()).isEmpty();
    }

    @Test
    void doesNotTakeARunThatWasCancelledForOneThatFailed() {
        Instant end = Instant.now();
        var run =
                new DagRun("backup", "c", "failed", "manual", Optional.of(NIGHT), Optional.of(NIGHT), Optional.of(end));
        String note = RunEnding.note("cancelled", "alice", "request-7");
        airflow.runs.add(new RunDetails(
                run, ToolJson.MAPPER.createObjectNode(), Optional.empty(), Optional.empty(), Optional.of(note)));
        airflow.tasks.add(new TaskInstance(
                "stopped",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of("failed"),
                1,
                Optional.of(end.minusSeconds(60)),
                Optional.of(60.0)));
        Diagnosis diagnosis = diagnose();
        assertThat(diagnosis.summary()).startsWith("Ended from outside: cancelled by alice. No task failed on its own");
        assertThat(diagnosis.failed()).isEmpty();
        assertThat(diagnosis.next()).singleElement().asString().startsWith("Nothing is to be repaired.");
    }

    @Test
    void isOfUseWithoutTheLog() {
        airflow.runs.add(made("failed", 2, Map.of()));
        airflow.tasks.add(FakeAirflow.task("copy", "failed", 1));
        assertThat(diagnose().failed().getFirst().log()).startsWith("The log cannot be read");
    }

    private Diagnosis diagnose() {
        return new RunDiagnosis(airflow).of(new DiagnoseDagRun("backup", Optional.empty()));
    }

    private static RunDetails made(String state, int version, Map<String, String> conf) {
        var run = new DagRun(
                "backup",
                state + version,
                state,
                "manual",
                Optional.of(NIGHT),
                Optional.of(NIGHT),
                Optional.of(NIGHT.plusSeconds(5)));
        return new RunDetails(run, ToolJson.MAPPER.valueToTree(conf), Optional.of(version));
    }
}
