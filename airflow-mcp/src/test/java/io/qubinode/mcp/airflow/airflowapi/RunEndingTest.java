package io.qubinode.mcp.airflow.airflowapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunEndingTest {

    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    @Test
    void isToldByTheNoteOfTheRun() {
        String note = RunEnding.note("cancelled", "alice", "request-7");
        assertThat(RunEnding.told(Optional.of(note), Optional.of(NOW))).contains(new RunEnding("cancelled", "alice"));
    }

    @Test
    void isNoMoreWhenTheRunWasClearedAndEndedAgain() {
        String note = RunEnding.note("cancelled", "alice", "request-7");
        assertThat(RunEnding.told(Optional.of(note), Optional.of(NOW.plusSeconds(90))))
                .isEmpty();
    }

    @Test
    void isNotToldByOtherNotes() {
        assertThat(RunEnding.told(Optional.of("by alice via qubinode-mcp"), Optional.of(NOW)))
                .isEmpty();
        assertThat(RunEnding.told(Optional.empty(), Optional.of(NOW))).isEmpty();
    }
}
