package io.qubinode.mcp.airflow.airflowapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunEndingTest {

    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    private static final Optional<String> CANCELLED = Optional.of(RunEnding.note("cancelled", "alice", "request-7"));

    @Test
    void isToldByTheNoteOfTheRun() {
        assertThat(RunEnding.told(CANCELLED, run("failed", NOW.minusSeconds(60), NOW)))
                .contains(new RunEnding("cancelled", "alice"));
    }

    @Test
    void isToldOfAnAirflowThatTakesMinutesToEndThousandsOfTasks() {
        var ended = new RunEnding("cancelled", "alice");
        assertThat(RunEnding.told(CANCELLED, run("failed", NOW.minusSeconds(60), NOW.plusSeconds(90))))
                .contains(ended);
        assertThat(RunEnding.told(CANCELLED, run("failed", null, NOW.plusSeconds(90))))
                .contains(ended);
    }

    @Test
    void isNoMoreWhenTheRunWasClearedAndEndedAgain() {
        assertThat(RunEnding.told(CANCELLED, run("failed", NOW.plusSeconds(30), NOW.plusSeconds(90))))
                .isEmpty();
    }

    @Test
    void isNotToldOfARunThatDidNotEndAsItSays() {
        assertThat(RunEnding.told(CANCELLED, run("success", NOW, NOW.plusSeconds(1))))
                .isEmpty();
    }

    @Test
    void isNotToldByOtherNotes() {
        DagRun run = run("failed", NOW.minusSeconds(60), NOW);
        assertThat(RunEnding.told(Optional.of("by alice via qubinode-mcp"), run))
                .isEmpty();
        assertThat(RunEnding.told(Optional.empty(), run)).isEmpty();
    }

    private static DagRun run(String state, Instant start, Instant end) {
        return new DagRun(
                "backup", "c", state, "manual", Optional.of(NOW), Optional.ofNullable(start), Optional.of(end));
    }
}
