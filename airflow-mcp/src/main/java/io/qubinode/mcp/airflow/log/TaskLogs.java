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

    private static final int MOST_LOGS = 20;

    private final Airflow airflow;

    TaskLogs(Airflow airflow) {
        this.airflow = airflow;
    }

    TaskLog read(GetTaskLogs input, CallContext call) {
        DagRun run = airflow.runOrNewest(input.dagId(), input.runId())
                .orElseThrow(() ->
                        TaskChoice.notFound("DAG " + input.dagId() + " has no runs yet.", "trigger_dag starts one."));
        List<TaskInstance> tasks = TaskChoice.of(airflow.taskInstances(run.dagId(), run.runId()), input);
        TaskInstance task = tasks.getFirst();
        List<TaskTry> tries = tasks.stream()
                .flatMap(each -> tries(run, each, input.tryNumber()).stream())
                .toList();
        Optional<Long> after =
                input.cursor().map(Long::parseLong).or(() -> input.head().map(lines -> 0L));
        var window = new LogWindow(
                input.head().orElse(input.tail()), new LogFilter(input.grep(), input.context(), input.level()), after);
        if (tries.size() > 1) {
            readAll(tries, window);
            return new TaskLog(
                    run.runId(),
                    task.tryNumber(),
                    tasks.size() == 1 ? task.state() : Optional.empty(),
                    window.text(),
                    window.first(),
                    window.last(),
                    window.total(),
                    nextCursor(after, window, false),
                    note(after, window, tries.size()));
        }
        TaskTry only = tries.getFirst();
        boolean grows = only.number() == task.tryNumber() && !task.ended();
        if (grows && input.followSeconds() > 0) {
            new LogFollow(airflow, call).read(only, window, Duration.ofSeconds(input.followSeconds()));
            task = again(run, task);
            grows = only.number() == task.tryNumber() && !task.ended();
        } else {
            airflow.readLog(only, window);
        }
        return new TaskLog(
                run.runId(),
                only.number(),
                only.number() == task.tryNumber() ? task.state() : Optional.empty(),
                window.text(),
                window.first(),
                window.last(),
                window.total(),
                nextCursor(after, window, grows),
                note(after, window, 1));
    }

    private void readAll(List<TaskTry> tries, LogWindow window) {
        for (TaskTry each : tries.stream().limit(MOST_LOGS).toList()) {
            window.begin("=== try " + each.number()
                    + each.mapIndex().map(index -> " of map_index " + index).orElse("") + " ===");
            airflow.readLog(each, window);
        }
    }

    private TaskInstance again(DagRun run, TaskInstance task) {
        return airflow.taskInstances(run.dagId(), run.runId()).stream()
                .filter(now ->
                        now.taskId().equals(task.taskId()) && now.mapIndex().equals(task.mapIndex()))
                .findFirst()
                .orElse(task);
    }

    private static List<TaskTry> tries(DagRun run, TaskInstance task, Optional<Integer> wanted) {
        int number = wanted.filter(one -> one > 0).orElse(task.tryNumber());
        if (number == 0 || number > task.tryNumber()) {
            throw TaskChoice.neverTried(task, number);
        }
        int first = wanted.filter(all -> all == 0).isPresent() ? 1 : number;
        return IntStream.rangeClosed(first, number)
                .mapToObj(each -> new TaskTry(run.dagId(), run.runId(), task.taskId(), task.mapIndex(), each))
                .toList();
    }

    private static Optional<String> nextCursor(Optional<Long> after, LogWindow window, boolean grows) {
        if (after.isPresent() && window.cut()) {
            return window.last().map(String::valueOf);
        }
        return grows ? Optional.of(String.valueOf(window.total())) : Optional.empty();
    }

    private static Optional<String> note(Optional<Long> after, LogWindow window, int logs) {
        String some = logs > MOST_LOGS ? "Reads " + MOST_LOGS + " of " + logs + " logs. " : "";
        if (!window.cut()) {
            return Optional.of(some.strip()).filter(text -> !text.isEmpty());
        }
        String of =
                window.matching() < window.total() ? window.matching() + " matching lines" : window.total() + " lines";
        return Optional.of(some
                + (after.isPresent()
                        ? "Shows " + window.shown() + " of " + of + "; next_cursor reads on."
                        : "Shows the last " + window.shown() + " of " + of
                                + "; a larger tail, grep, or cursor \"0\" shows others."));
    }
}
