package io.qubinode.mcp.airflow.log;

import io.qubinode.mcp.airflow.airflowapi.Airflow;
import io.qubinode.mcp.airflow.airflowapi.DagRun;
import io.qubinode.mcp.airflow.airflowapi.TaskInstance;
import io.qubinode.mcp.airflow.airflowapi.TaskTry;
import io.qubinode.mcp.airflow.log.LogTools.GetTaskLogs;
import io.qubinode.mcp.airflow.log.LogTools.TaskLog;
import io.qubinode.mcp.security.tool.CallContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

final class TaskLogs {

    static final int MOST_LOGS = 20;

    private final Airflow airflow;

    TaskLogs(Airflow airflow) {
        this.airflow = airflow;
    }

    TaskLog read(GetTaskLogs input, CallContext call) {
        DagRun run = airflow.runOrNewest(input.dagId(), input.runId())
                .orElseThrow(() ->
                        TaskChoice.notFound("DAG " + input.dagId() + " has no runs yet.", "trigger_dag starts one."));
        var choice = new TaskChoice(airflow, run, input.taskId());
        TaskChoice.Chosen chosen = choice.of(input);
        TaskInstance task = chosen.tasks().getFirst();
        List<TaskTry> tries = chosen.tasks().stream()
                .flatMap(each -> tries(run, each, input.tryNumber()).stream())
                .toList();
        LogWindow window = window(input);
        var notes = new LogNotes(input, window);
        if (tries.size() > 1) {
            readAll(tries, window);
            notes.readSome(Math.min(MOST_LOGS, tries.size()), Math.max(tries.size(), chosen.total()));
            boolean one = chosen.tasks().size() == 1;
            return answer(run, task.tryNumber(), one ? task.state() : Optional.empty(), window, false, notes);
        }
        TaskTry only = tries.getFirst();
        boolean grows = only.number() == task.tryNumber() && !task.ended();
        if (grows && input.followSeconds() > 0) {
            new LogFollow(airflow, call).read(only, () -> window(input), Duration.ofSeconds(input.followSeconds()));
            task = choice.again(task).orElse(task);
            grows = only.number() == task.tryNumber() && !task.ended();
        }
        // After following too: what is written while Airflow reads, its next part may leave out.
        airflow.readLog(only, window);
        boolean newest = only.number() == task.tryNumber();
        return answer(run, only.number(), newest ? task.state() : Optional.empty(), window, grows, notes);
    }

    private static LogWindow window(GetTaskLogs input) {
        return new LogWindow(
                input.head().orElse(input.tail()),
                new LogFilter(input.grep(), input.context(), input.level()),
                input.cursor()
                        .map(LogCursor::of)
                        .or(() -> input.head().map(lines -> LogCursor.START))
                        .or(() -> input.countOnly() ? Optional.of(LogCursor.START) : Optional.empty()),
                input.dates());
    }

    private static TaskLog answer(
            DagRun run, int number, Optional<String> state, LogWindow window, boolean grows, LogNotes notes) {
        Optional<LogCursor> next = window.next()
                .or(() -> grows ? Optional.of(LogCursor.after(window.total())) : Optional.empty())
                .filter(cursor -> !notes.countOnly());
        return new TaskLog(
                run.runId(),
                number,
                state,
                notes.countOnly() ? "" : window.text(),
                notes.countOnly() ? Optional.empty() : window.first(),
                notes.countOnly() ? Optional.empty() : window.last(),
                window.total(),
                window.matching(),
                next.map(LogCursor::toString),
                notes.text(grows));
    }

    private void readAll(List<TaskTry> tries, LogWindow window) {
        for (TaskTry each : tries.stream().limit(MOST_LOGS).toList()) {
            window.begin("=== try " + each.number()
                    + each.mapIndex().map(index -> " of map_index " + index).orElse("") + " ===");
            airflow.readLog(each, window);
        }
    }

    private static List<TaskTry> tries(DagRun run, TaskInstance task, Optional<Integer> wanted) {
        int number = wanted.filter(one -> one > 0).orElse(task.tryNumber());
        if (number == 0 || number > task.tryNumber()) {
            throw TaskChoice.neverTried(task, number);
        }
        int first = wanted.filter(all -> all <= 0).isPresent() ? 1 : number;
        return IntStream.rangeClosed(first, number)
                .mapToObj(each -> new TaskTry(run.dagId(), run.runId(), task.taskId(), task.mapIndex(), each))
                .toList();
    }
}
