package io.qubinode.mcp.airflow.insight;

import static org.assertj.core.api.Assertions.assertThat;

import io.qubinode.mcp.airflow.airflowapi.DagTask;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TaskGraphTest {

    private static final List<DagTask> TASKS = List.of(
            new DagTask("load", Optional.empty(), "@task", "all_success", 2, false, List.of("report")),
            new DagTask("extract", Optional.of("Extract\n\"it\""), "@task", "all_success", 0, true, List.of("load")),
            new DagTask("report", Optional.empty(), "@task", "none_failed", 0, false, List.of()));

    @Test
    void writesFirstWhatNothingComesBefore() {
        assertThat(TaskGraph.text(TASKS)).isEqualTo("""
                extract "Extract "it"" (mapped) -> load
                load (2 retries) -> report
                report (none_failed)""");
    }

    @Test
    void writesMermaid() {
        assertThat(TaskGraph.mermaid(TASKS)).isEqualTo("""
                graph LR
                  t0["extract"]
                  t1["load"]
                  t2["report"]
                  t0 --> t1
                  t1 --> t2""");
    }
}
