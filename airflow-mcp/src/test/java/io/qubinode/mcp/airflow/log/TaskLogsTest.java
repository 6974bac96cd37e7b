package io.qubinode.mcp.airflow.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qubinode.mcp.airflow.airflowapi.TaskInstance;
import io.qubinode.mcp.airflow.log.LogTools.GetTaskLogs;
import io.qubinode.mcp.airflow.log.LogTools.TaskLog;
import io.qubinode.mcp.airflow.testing.FakeAirflow;
import io.qubinode.mcp.airflow.testing.FakeCall;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TaskLogsTest {

    private final FakeAirflow airflow = new FakeAirflow();

    @BeforeEach
    void hasARunWithALog() {
        airflow.newest = Optional.of(FakeAirflow.run("running"));
        airflow.logs.put(
                "copy", IntStream.rangeClosed(1, 10).mapToObj(i -> "line " + i).toList());
    }

    @Test
    void readsTheNewestTryWhenNoneIsNamed() {
        airflow.tasks.add(FakeAirflow.task("copy", "failed", 3));
        TaskLog log = read(ask("copy", 200));
        assertThat(log.tryNumber()).isEqualTo(3);
        assertThat(log.state()).contains("failed");
        assertThat(log.nextCursor()).isEmpty();
        assertThat(log.note()).isEmpty();
    }

    @Test
    void goesOnFromTheEndOfALogThatGrows() {
        airflow.tasks.add(FakeAirflow.task("copy", "running", 1));
        assertThat(read(ask("copy", 2)).nextCursor()).contains("10");
        TaskLog later = read(ask("copy", Optional.empty(), Optional.empty(), 200, Optional.of("10")));
        assertThat(later.text()).isEmpty();
        assertThat(later.nextCursor()).contains("10");
    }

    @Test
    void readsALongLogInPiecesWithoutGapOrRepeat() {
        airflow.tasks.add(FakeAirflow.task("copy", "success", 1));
        var text = new StringBuilder();
        Optional<String> cursor = Optional.of("0");
        do {
            TaskLog log = read(ask("copy", Optional.empty(), Optional.empty(), 3, cursor));
            text.append(log.text()).append('\n');
            cursor = log.nextCursor();
        } while (cursor.isPresent());
        assertThat(text.toString().strip()).isEqualTo(String.join("\n", airflow.logs.get("copy")));
    }

    @Test
    void saysHowMuchWasLeftOut() {
        airflow.tasks.add(FakeAirflow.task("copy", "success", 1));
        assertThat(read(ask("copy", 2)).note().orElseThrow()).startsWith("Shows the last 2 of 10 lines");
    }

    @Test
    void namesTheTaskThatWasProbablyMeant() {
        airflow.tasks.add(FakeAirflow.task("copy", "success", 1));
        assertThatThrownBy(() -> read(ask("copi", 200)))
                .satisfies(e -> assertThat(code(e)).isEqualTo(ErrorCode.NOT_FOUND))
                .hasMessageContaining("Did you mean copy?");
    }

    @Test
    void saysThatATaskHasNotStarted() {
        airflow.tasks.add(FakeAirflow.task("copy", null, 0));
        assertThatThrownBy(() -> read(ask("copy", 200)))
                .satisfies(e -> assertThat(code(e)).isEqualTo(ErrorCode.WRONG_STATE))
                .hasMessageContaining("has not started");
    }

    @Test
    void saysThatATryNeverWas() {
        airflow.tasks.add(FakeAirflow.task("copy", "success", 2));
        assertThatThrownBy(() -> read(ask("copy", Optional.of(3), Optional.empty(), 200, Optional.empty())))
                .satisfies(e -> assertThat(code(e)).isEqualTo(ErrorCode.NOT_FOUND))
                .hasMessageContaining("no try 3")
                .hasMessageContaining("newest is 2");
    }

    @Test
    void asksWhichOfAMappedTaskAndNamesThoseThatFailed() {
        airflow.tasks.addAll(List.of(mapped(0, "success"), mapped(1, "failed")));
        assertThatThrownBy(() -> read(ask("copy", 200)))
                .hasMessageContaining("mapped to 2 instances")
                .hasMessageContaining("Failed: 1.");
        read(ask("copy", Optional.empty(), Optional.of(1), 200, Optional.empty()));
        assertThat(airflow.logsRead.getFirst().mapIndex()).contains(1);
    }

    @Test
    void saysThatATaskIsNotMapped() {
        airflow.tasks.add(FakeAirflow.task("copy", "success", 1));
        assertThatThrownBy(() -> read(ask("copy", Optional.empty(), Optional.of(0), 200, Optional.empty())))
                .hasMessageContaining("is not mapped");
    }

    @Test
    void readsAllTriesOneAfterTheOther() {
        airflow.tasks.add(FakeAirflow.task("copy", "success", 2));
        TaskLog log = read(ask("copy", Optional.of(0), Optional.empty(), 200, Optional.empty()));
        assertThat(log.text()).startsWith("=== try 1 ===\nline 1\n").contains("line 10\n=== try 2 ===\nline 1\n");
    }

    @Test
    void readsAllOfAMappedTaskTheFailedOnesFirst() {
        airflow.tasks.addAll(List.of(mapped(0, "success"), mapped(1, "failed")));
        TaskLog log = read(ask("copy", Optional.empty(), Optional.of(-1), 200, Optional.empty()));
        assertThat(log.text()).startsWith("=== try 1 of map_index 1 ===").contains("=== try 1 of map_index 0 ===");
    }

    @Test
    void followsARunningTaskByReadingOnlyWhatIsNewThenAllOnce() {
        airflow.tasks.add(FakeAirflow.task("copy", "running", 1));
        airflow.logGrowth.addAll(List.of(List.of("one"), List.of("two"), List.of()));
        airflow.logs.put("copy", List.of("one", "two", "which was written while Airflow read", "three"));
        var call = new FakeCall();
        TaskLog log = new TaskLogs(airflow).read(follow(30), call);
        assertThat(log.text()).isEqualTo("one\ntwo\nwhich was written while Airflow read\nthree");
        assertThat(airflow.tokens).containsExactly(Optional.empty(), Optional.of("token 1"), Optional.of("token 2"));
        assertThat(call.progress()).containsExactly("Line 1: one", "Line 2: two");
        assertThat(airflow.logsRead).hasSize(1);
    }

    @Test
    void followsOnFromTheBeginningWhenAirflowWasAway() {
        airflow.tasks.add(FakeAirflow.task("copy", "running", 1));
        airflow.logGrowth.addAll(List.of(List.of("one"), List.of("two"), List.of("one", "two", "three"), List.of()));
        airflow.brokenLooks.add(2);
        airflow.logs.put("copy", List.of("one", "two", "three"));
        var call = new FakeCall();
        assertThat(new TaskLogs(airflow).read(follow(30), call).text()).isEqualTo("one\ntwo\nthree");
        assertThat(airflow.tokens)
                .containsExactly(Optional.empty(), Optional.of("token 1"), Optional.empty(), Optional.of("token 3"));
        assertThat(call.progress()).containsExactly("Line 1: one", "Line 3: three");
    }

    @Test
    void endsFollowingWhenTheTimeIsOver() {
        airflow.tasks.add(FakeAirflow.task("copy", "running", 1));
        airflow.logGrowth.addAll(java.util.Collections.nCopies(9, List.of("more")));
        airflow.logs.put("copy", List.of("more"));
        assertThat(new TaskLogs(airflow).read(follow(1), new FakeCall()).nextCursor())
                .isPresent();
        assertThat(airflow.logGrowth).isNotEmpty();
    }

    private static GetTaskLogs follow(int seconds) {
        return new GetTaskLogs(
                "backup",
                "copy",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                200,
                Optional.empty(),
                Optional.empty(),
                0,
                Optional.empty(),
                false,
                false,
                seconds,
                Optional.empty());
    }

    private static TaskInstance mapped(int index, String state) {
        return FakeAirflow.mapped("copy", index, state);
    }

    private TaskLog read(GetTaskLogs input) {
        return new TaskLogs(airflow).read(input, new FakeCall());
    }

    private static GetTaskLogs ask(String task, int tail) {
        return ask(task, Optional.empty(), Optional.empty(), tail, Optional.empty());
    }

    private static GetTaskLogs ask(
            String task, Optional<Integer> number, Optional<Integer> index, int tail, Optional<String> cursor) {
        return new GetTaskLogs(
                "backup",
                task,
                Optional.empty(),
                number,
                index,
                tail,
                Optional.empty(),
                Optional.empty(),
                0,
                Optional.empty(),
                false,
                false,
                0,
                cursor);
    }

    private static ErrorCode code(Throwable e) {
        return ((ToolException) e).error().code();
    }
}
