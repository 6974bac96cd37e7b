package io.qubinode.mcp.airflow.dag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qubinode.mcp.airflow.airflowapi.PageAddress;
import io.qubinode.mcp.airflow.airflowapi.TaskInstance;
import io.qubinode.mcp.airflow.dag.DagTools.DagStatus;
import io.qubinode.mcp.airflow.dag.DagTools.Failure;
import io.qubinode.mcp.airflow.dag.DagTools.GetDagStatus;
import io.qubinode.mcp.airflow.testing.FakeAirflow;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.core.ToolJson;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DagStatusesTest {

    private final FakeAirflow airflow = new FakeAirflow();

    @BeforeEach
    void hasOneRun() {
        airflow.newest = Optional.of(FakeAirflow.run("failed"));
    }

    @Test
    void showsFailedTasksFirstAndThoseThatStillRunNext() {
        airflow.tasks.add(FakeAirflow.task("good", "success", 1));
        airflow.tasks.add(FakeAirflow.task("busy", "running", 1));
        airflow.tasks.add(FakeAirflow.task("bad", "failed", 2));
        assertThat(status().tasks()).extracting(TaskInstance::taskId).containsExactly("bad", "busy", "good");
    }

    @Test
    void showsTheLastTenLinesOfAFailedTasksNewestTry() {
        airflow.tasks.add(FakeAirflow.task("bad", "failed", 2));
        airflow.logs.put("bad", lines(30));
        Failure failure = status().failures().getFirst();
        assertThat(failure.tryNumber()).isEqualTo(2);
        assertThat(failure.log()).startsWith("line 21\n").endsWith("line 30");
    }

    @Test
    void readsTheLogsOfAtMostThreeFailedTasksAndSaysSo() {
        IntStream.range(0, 5).forEach(i -> airflow.tasks.add(FakeAirflow.task("bad" + i, "failed", 1)));
        assertThat(status().note().orElseThrow()).contains("3 of 5 failed tasks");
        assertThat(airflow.logsRead).hasSize(3);
    }

    @Test
    void isOfUseWithoutALogThatCannotBeRead() {
        airflow.tasks.add(FakeAirflow.task("bad", "up_for_retry", 1));
        assertThat(status().failures().getFirst().log()).isEqualTo("The log cannot be read: Airflow has no log of it.");
    }

    @Test
    void cutsAThousandTasksToTheBudgetAndSaysSo() throws IOException {
        IntStream.range(0, 1000).forEach(i -> airflow.tasks.add(FakeAirflow.task("task_number_" + i, "success", 1)));
        airflow.tasks.add(FakeAirflow.task("bad", "failed", 1));
        DagStatus status = status();
        assertThat(status.tasks().getFirst().taskId()).isEqualTo("bad");
        assertThat(status.note().orElseThrow()).contains("of 1001 tasks, failed ones first");
        assertThat(ToolJson.MAPPER.writeValueAsString(status)).hasSizeLessThan(9_000);
    }

    @Test
    void saysWhenADagHasNoRunsYet() {
        airflow.newest = Optional.empty();
        assertThatThrownBy(this::status)
                .isInstanceOfSatisfying(
                        ToolException.class, e -> assertThat(e.error().code()).isEqualTo(ErrorCode.NOT_FOUND))
                .hasMessageContaining("has no runs yet");
    }

    private static List<String> lines(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> "line " + i).toList();
    }

    private DagStatus status() {
        return new DagStatuses(airflow, new PageAddress(URI.create("http://airflow.example")))
                .of(new GetDagStatus("backup", Optional.empty(), Optional.empty(), List.of()));
    }
}
