package io.qubinode.mcp.airflow.airflowapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.qubinode.mcp.airflow.testing.FakeAirflow;
import io.qubinode.mcp.security.core.ToolJson;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Times that somebody wrote into Airflow, and that no calendar has. */
class OddTimesTest {

    @Test
    void takesANoteWithAnImpossibleDateForAnyNote() {
        DagRun run = FakeAirflow.run("failed");
        assertThat(RunEnding.told(
                        Optional.of("cancelled by bob at 2026-99-99T99:99:99Z via qubinode-mcp, request x"), run))
                .isEmpty();
    }

    @Test
    void knowsNoDurationThatNoRunTakes() {
        var run = new DagRun(
                "backup",
                "r",
                "failed",
                "manual",
                Optional.empty(),
                Optional.of(Instant.MIN),
                Optional.of(Instant.MAX));
        assertThat(new RunDetails(run, ToolJson.MAPPER.createObjectNode(), Optional.empty()).duration())
                .isEmpty();
    }
}
