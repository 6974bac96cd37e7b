package io.qubinode.mcp.airflow.airflowapi.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.qubinode.mcp.airflow.airflowapi.DagRun;
import io.qubinode.mcp.airflow.airflowapi.RunEnding;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With entries as Airflow 3.0.6 and 2.11.2 write them. */
class WireEventTest {

    private static final Instant START = Instant.parse("2026-12-01T12:58:53Z");
    private static final DagRun FAILED = new DagRun(
            "backup",
            "c",
            "failed",
            "manual",
            Optional.of(START),
            Optional.of(START),
            Optional.of(START.plusSeconds(75)));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "patch_dag_run | {\"state\": \"failed\", \"method\": \"PATCH\"}",
                "api.update_dag_run_state | {\"state\": \"failed\"}",
                "ui.update_dag_run_state | {\"state\": \"failed\"}",
                "dagrun_failed | {\"confirmed\": \"true\"}"
            })
    void tellsWhoEndedARun(String event, String extra) {
        assertThat(event(event, extra, 70).endingOf(FAILED)).contains(new RunEnding("marked failed", "admin"));
        assertThat(event(event, extra, 10).endingOf(FAILED))
                .as("of an Airflow that takes a minute to end many tasks")
                .isPresent();
        assertThat(event(event, extra, -60).endingOf(FAILED))
                .as("an earlier try of the run")
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "patch_dag_run | {\"note\": \"looked at it; \\\"state\\\": \\\"failed\\\"\", \"method\": \"PATCH\"}",
                "api.update_dag_run_state | {\"state\": \"success\"}",
                "api.set_dag_run_note | {\"note\": \"looked at it\"}",
                "dagrun_success | {\"confirmed\": \"true\"}"
            })
    void saysNothingOfWhatDidNotEndIt(String event, String extra) {
        assertThat(event(event, extra, 70).endingOf(FAILED)).isEmpty();
    }

    @Test
    void canDoWithoutItsRequest() {
        assertThat(event("patch_dag_run", null, 70).endingOf(FAILED)).isEmpty();
    }

    private static WireEvent event(String event, String extra, int second) {
        return new WireEvent(START.plusSeconds(second), event, "admin", extra);
    }
}
