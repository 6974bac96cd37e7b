package io.qubinode.mcp.airflow.log;

import io.qubinode.mcp.airflow.airflowapi.TaskInstance;
import io.qubinode.mcp.airflow.log.LogTools.GetTaskLogs;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.Suggestions;
import io.qubinode.mcp.security.core.ToolException;
import java.util.Comparator;
import java.util.List;

/** Finds the task instances that a caller means. */
final class TaskChoice {

    private static final int ALL = -1;

    private TaskChoice() {}

    static List<TaskInstance> of(List<TaskInstance> tasks, GetTaskLogs input) {
        List<TaskInstance> named = tasks.stream()
                .filter(task -> task.taskId().equals(input.taskId()))
                .toList();
        if (named.isEmpty()) {
            List<String> ids =
                    tasks.stream().map(TaskInstance::taskId).distinct().toList();
            throw notFound(
                    "This run of DAG " + input.dagId() + " has no task with the id " + input.taskId() + ".",
                    Suggestions.hint(input.taskId(), ids, "get_dag_status shows its tasks."));
        }
        if (input.mapIndex().filter(index -> index == ALL).isPresent()) {
            // Those that failed first, for the end may be cut; those that never started have no log.
            List<TaskInstance> started = named.stream()
                    .filter(task -> task.tryNumber() > 0)
                    .sorted(Comparator.comparing((TaskInstance task) -> !task.failed()))
                    .toList();
            return started.isEmpty() ? List.of(named.getFirst()) : started;
        }
        return List.of(named.stream()
                .filter(task -> task.mapIndex().equals(input.mapIndex()))
                .findFirst()
                .orElseThrow(() -> otherIndex(named, input)));
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
                "Choose one by map_index, or -1 for all."
                        + (failed.isEmpty() ? "" : " Failed: " + String.join(", ", failed) + "."));
    }

    static ToolException neverTried(TaskInstance task, int number) {
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

    static ToolException notFound(String message, String hint) {
        return new ToolException(ErrorCode.NOT_FOUND, message, hint);
    }
}
