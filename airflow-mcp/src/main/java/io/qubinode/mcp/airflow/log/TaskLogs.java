package io.qubinode.mcp.airflow.log;

import io.qubinode.mcp.airflow.airflowapi.Airflow;
import io.qubinode.mcp.airflow.airflowapi.DagRun;
import io.qubinode.mcp.airflow.airflowapi.TaskInstance;
import io.qubinode.mcp.airflow.airflowapi.TaskTry;
import io.qubinode.mcp.airflow.log.LogTools.GetTaskLogs;
import io.qubinode.mcp.airflow.log.LogTools.TaskLog;
import io.qubinode.mcp.security.gate.ErrorCode;
import io.qubinode.mcp.security.gate.NearNames;
import io.qubinode.mcp.security.gate.ToolException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Reads logs of tasks. */
@Singleton
final class TaskLogs {

    private final Airflow airflow;

    @Inject
    TaskLogs(Airflow airflow) {
        this.airflow = airflow;
    }

    TaskLog read(GetTaskLogs input) {
        DagRun run = input.runId()
                .map(id -> airflow.run(input.dagId(), id))
                .or(() -> airflow.newestRun(input.dagId()))
                .orElseThrow(() -> notFound("DAG " + input.dagId() + " has no runs yet.", "trigger_dag starts one."));
        TaskInstance task = find(airflow.taskInstances(run.dagId(), run.runId()), input);
        int number = input.tryNumber().orElse(task.tryNumber());
        if (number == 0 || number > task.tryNumber()) {
            throw neverTried(task, number);
        }
        var window = new LogWindow(input.tail(), input.grep(), input.cursor().map(Long::parseLong));
        airflow.readLog(new TaskTry(run.dagId(), run.runId(), task.taskId(), task.mapIndex(), number), window);
        boolean grows = number == task.tryNumber() && !task.ended();
        return new TaskLog(
                run.runId(),
                number,
                number == task.tryNumber() ? task.state() : Optional.empty(),
                window.text(),
                window.first(),
                window.last(),
                window.total(),
                nextCursor(input, window, grows),
                note(input, window));
    }

    private static TaskInstance find(List<TaskInstance> tasks, GetTaskLogs input) {
        List<TaskInstance> named = tasks.stream()
                .filter(task -> task.taskId().equals(input.taskId()))
                .toList();
        if (named.isEmpty()) {
            List<String> ids =
                    tasks.stream().map(TaskInstance::taskId).distinct().toList();
            throw notFound(
                    "This run of DAG " + input.dagId() + " has no task with the id " + input.taskId() + ".",
                    NearNames.hint(input.taskId(), ids, "get_dag_status shows its tasks."));
        }
        return named.stream()
                .filter(task -> task.mapIndex().equals(input.mapIndex()))
                .findFirst()
                .orElseThrow(() -> otherIndex(named, input));
    }

    private static ToolException otherIndex(List<TaskInstance> named, GetTaskLogs input) {
        boolean mapped = named.getFirst().mapIndex().isPresent();
        if (!mapped) {
            return notFound("Task " + input.taskId() + " is not mapped.", "Leave map_index out.");
        }
        List<String> failed = named.stream()
                .filter(TaskInstance::failed)
                .flatMap(task -> task.mapIndex().stream())
                .limit(10)
                .map(String::valueOf)
                .toList();
        return notFound(
                "Task " + input.taskId() + " is mapped to " + named.size() + " instances.",
                "Choose one by map_index." + (failed.isEmpty() ? "" : " Failed: " + String.join(", ", failed) + "."));
    }

    private static ToolException neverTried(TaskInstance task, int number) {
        String state = task.state().orElse("not scheduled");
        return task.tryNumber() == 0
                ? new ToolException(
                        ErrorCode.WRONG_STATE,
                        "Task " + task.taskId() + " has not started, so it has no log; it is " + state + ".",
                        "Ask again later.")
                : notFound(
                        "Task " + task.taskId() + " has no try " + number + ".",
                        "Its newest is " + task.tryNumber() + ".");
    }

    private static Optional<String> nextCursor(GetTaskLogs input, LogWindow window, boolean grows) {
        if (input.cursor().isPresent() && window.cut()) {
            return window.last().map(String::valueOf);
        }
        return grows ? Optional.of(String.valueOf(window.total())) : Optional.empty();
    }

    private static Optional<String> note(GetTaskLogs input, LogWindow window) {
        if (!window.cut()) {
            return Optional.empty();
        }
        String of = input.grep().isPresent() ? window.matching() + " matching lines" : window.total() + " lines";
        return Optional.of(
                input.cursor().isPresent()
                        ? "Shows " + window.shown() + " of " + of + "; next_cursor reads on."
                        : "Shows the last " + window.shown() + " of " + of
                                + "; a larger tail, grep, or cursor \"0\" shows others.");
    }

    private static ToolException notFound(String message, String hint) {
        return new ToolException(ErrorCode.NOT_FOUND, message, hint);
    }
}
