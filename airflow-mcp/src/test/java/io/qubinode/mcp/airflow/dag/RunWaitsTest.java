package io.qubinode.mcp.airflow.dag;

import static org.assertj.core.api.Assertions.assertThat;

import io.qubinode.mcp.airflow.airflowapi.TaskInstance;
import io.qubinode.mcp.airflow.testing.FakeAirflow;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunWaitsTest {

    private final FakeAirflow airflow = new FakeAirflow();

    @Test
    void isForSomebodyWhoUnpausesTheDag() {
        airflow.paused = true;
        assertThat(of("queued")).singleElement().asString().contains("unpause_dag");
    }

    @Test
    void isForTheSchedulerOtherwise() {
        assertThat(of("queued")).containsExactly("Airflow's scheduler has not started it yet.");
    }

    @ParameterizedTest
    @CsvSource({
        "up_for_retry, waits for its next try",
        "up_for_reschedule, looks again later",
        "deferred, waits for its trigger",
        "queued, waits for a free slot"
    })
    void isForWhatATaskWaitsFor(String state, String words) {
        assertThat(of("running", FakeAirflow.task("copy", state, 1)))
                .singleElement()
                .asString()
                .startsWith("Task copy ")
                .contains(words);
    }

    @Test
    void isInAirflowsWordsForATaskThatIsNotScheduled() {
        airflow.obstacles.add("all_success requires all upstream tasks to have succeeded");
        assertThat(of("running", FakeAirflow.task("copy", null, 0)))
                .containsExactly("Task copy: all_success requires all upstream tasks to have succeeded");
    }

    @Test
    void isForNothingWhileATaskRunsOrWhenAllIsOver() {
        assertThat(of("running", FakeAirflow.task("a", "running", 1), FakeAirflow.task("b", null, 0)))
                .isEmpty();
        assertThat(of("success", FakeAirflow.task("a", "success", 1))).isEmpty();
    }

    private List<String> of(String state, TaskInstance... tasks) {
        return new RunWaits(airflow).of(FakeAirflow.run(state), List.of(tasks), List.of());
    }
}
