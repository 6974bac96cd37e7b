package io.qubinode.mcp.airflow.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qubinode.mcp.airflow.airflowapi.BackfillPlan;
import io.qubinode.mcp.airflow.control.ControlTools.Backfilled;
import io.qubinode.mcp.airflow.control.ControlTools.ClearTasks;
import io.qubinode.mcp.airflow.control.ControlTools.Cleared;
import io.qubinode.mcp.airflow.control.ControlTools.EndState;
import io.qubinode.mcp.airflow.control.ControlTools.MarkDagRun;
import io.qubinode.mcp.airflow.control.ControlTools.OneRun;
import io.qubinode.mcp.airflow.control.ControlTools.StartBackfill;
import io.qubinode.mcp.airflow.testing.FakeAirflow;
import io.qubinode.mcp.airflow.testing.FakeCall;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DagControlTest {

    private final FakeAirflow airflow = new FakeAirflow();
    private final DagControl steering = new DagControl(airflow);

    @Test
    void pausesOnceHoweverOftenItIsAsked() {
        assertThat(steering.pause("backup", true).note()).isEqualTo("It is paused now.");
        airflow.paused = true;
        assertThat(steering.pause("backup", true).note()).isEqualTo("It was paused before.");
        assertThat(airflow.changes).containsExactly("paused backup true");
    }

    @Test
    void cancelsARunAndTellsAirflowWhoAsked() {
        airflow.statesToCome.add("running");
        assertThat(steering.cancel(new OneRun("backup", "manual__1"), new FakeCall())
                        .run()
                        .state())
                .isEqualTo("failed");
        assertThat(airflow.changes)
                .singleElement()
                .asString()
                .matches("manual__1 failed: cancelled by alice at [0-9T:-]+Z via qubinode-mcp, request request-7");
    }

    @Test
    void doesNotCancelARunThatHasEnded() {
        airflow.statesToCome.add("success");
        assertThatThrownBy(() -> steering.cancel(new OneRun("backup", "manual__1"), new FakeCall()))
                .hasMessageContaining("has ended already: success")
                .satisfies(e -> assertThat(((ToolException) e).error().code()).isEqualTo(ErrorCode.WRONG_STATE));
        assertThat(airflow.changes).isEmpty();
    }

    @Test
    void doesNotSpeakOfRunningTasksWhenTheRunHadNotStarted() {
        airflow.statesToCome.add("queued");
        assertThat(steering.cancel(new OneRun("backup", "manual__1"), new FakeCall())
                        .note())
                .isEqualTo("It had not started: none of its tasks runs.");
    }

    @Test
    void deletesARunThatHasEndedAndNoOther() {
        airflow.statesToCome.add("running");
        assertThatThrownBy(() -> steering.delete(new OneRun("backup", "manual__1")))
                .hasMessageContaining("Cancel it first");
        assertThat(airflow.changes).isEmpty();
        airflow.statesToCome.clear();
        airflow.statesToCome.add("failed");
        assertThat(steering.delete(new OneRun("backup", "manual__1")).runId()).isEqualTo("manual__1");
        assertThat(airflow.changes).containsExactly("delete manual__1");
    }

    @Test
    void clearsNothingThatHasNotFailedByItselfUnlessToldTo() {
        airflow.statesToCome.add("failed");
        airflow.tasks.add(FakeAirflow.task("report", "upstream_failed", 0));
        var alone = new ClearTasks("backup", "manual__1", List.of(), true, false, false);
        assertThat(steering.clear(alone, new FakeCall()).total()).isZero();
        assertThat(airflow.changes).isEmpty();
        airflow.tasks.add(FakeAirflow.task("copy", "failed", 1));
        steering.clear(alone, new FakeCall());
        assertThat(airflow.cleared.taskIds()).containsExactly("copy");
    }

    @Test
    void countsTheDaysOfABackfillInTheTimezoneOfTheDag() {
        airflow.zone = Optional.of("Europe/Berlin");
        airflow.dates.add(Instant.parse("2026-10-31T23:00:00Z"));
        assertThat(backfill("2026-11-01", "2026-11-02", false).note()).contains("Europe/Berlin");
        assertThat(airflow.changes).containsExactly("backfill 2026-10-31T23:00:00Z 2026-10-31T23:00:00Z");
    }

    @Test
    void marksARunOnce() {
        airflow.statesToCome.add("success");
        var input = new MarkDagRun("backup", "manual__1", EndState.SUCCESS);
        assertThat(steering.mark(input, new FakeCall()).note()).contains("before");
        assertThat(airflow.changes).isEmpty();
    }

    @Test
    void onlyTellsWhatItWouldClearUntilToldOtherwise() {
        airflow.statesToCome.add("failed");
        airflow.affected.add(FakeAirflow.task("copy", "failed", 1));
        assertThat(clear(true, List.of()).tasks()).containsExactly("copy");
        assertThat(airflow.changes).isEmpty();
        assertThat(clear(false, List.of()).note()).startsWith("They run again");
        assertThat(airflow.changes).hasSize(1);
    }

    @Test
    void doesNotClearARunThatStillRuns() {
        airflow.statesToCome.add("running");
        assertThatThrownBy(() -> clear(false, List.of())).hasMessageContaining("still running");
    }

    @Test
    void namesTheTaskThatWasProbablyMeant() {
        airflow.statesToCome.add("failed");
        airflow.tasks.add(FakeAirflow.task("copy", "failed", 1));
        assertThatThrownBy(() -> clear(true, List.of("copi"))).hasMessageContaining("Did you mean copy?");
    }

    @Test
    void tellsTheDatesOfABackfillBeforeItMakesThem() {
        airflow.dates.add(Instant.parse("2026-11-01T00:00:00Z"));
        assertThat(backfill("2026-11-01", "2026-11-02", true).backfillId()).isEmpty();
        assertThat(airflow.changes).isEmpty();
        assertThat(backfill("2026-11-01", "2026-11-02", false).backfillId()).contains(7);
        assertThat(airflow.changes).containsExactly("backfill 2026-11-01T00:00:00Z 2026-11-01T00:00:00Z");
    }

    @Test
    void refusesDaysInTheWrongOrder() {
        assertThatThrownBy(() -> backfill("2026-11-02", "2026-11-01", true)).hasMessageContaining("from is after to");
    }

    @Test
    void hasClearedThoughTheDagCannotBeReadAfterwards() {
        airflow.statesToCome.add("failed");
        airflow.tasks.add(FakeAirflow.task("copy", "failed", 1));
        airflow.affected.add(FakeAirflow.task("copy", "failed", 1));
        airflow.failures.put("backup", FakeAirflow.unavailable());
        assertThat(clear(false, List.of()).note()).startsWith("They are cleared.");
        assertThat(airflow.changes).containsExactly("clear manual__1");
    }

    private Cleared clear(boolean dryRun, List<String> tasks) {
        return steering.clear(new ClearTasks("backup", "manual__1", tasks, true, true, dryRun), new FakeCall());
    }

    private Backfilled backfill(String from, String to, boolean dryRun) {
        return steering.backfill(new StartBackfill("backup", from, to, BackfillPlan.Again.NONE, 1, dryRun));
    }
}
