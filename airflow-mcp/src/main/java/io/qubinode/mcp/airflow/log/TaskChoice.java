package io.qubinode.mcp.airflow.log;

import io.qubinode.mcp.airflow.airflowapi.Airflow;
import io.qubinode.mcp.airflow.airflowapi.DagRun;
import io.qubinode.mcp.airflow.airflowapi.Page;
import io.qubinode.mcp.airflow.airflowapi.TaskInstance;
import io.qubinode.mcp.airflow.airflowapi.TaskQuery;
import io.qubinode.mcp.airflow.log.LogTools.GetTaskLogs;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.Suggestions;
import io.qubinode.mcp.security.core.ToolException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds the task instances that a caller means. */
final class TaskChoice {

    private static final int ALL = -1;
    private static final int MOST_NAMED = 10;

    private final Airflow airflow;
    private final DagRun run;
    private final TaskQuery ofTask;

    TaskChoice(Airflow airflow, DagRun run, String taskId) {
        this.airflow = airflow;
        this.run = run;
        ofTask = TaskQuery.of(run, TaskLogs.MOST_LOGS).ofTask(taskId);
    }

    /**
     * Those that are meant, those that failed first; of all instances of a mapped task about as many as have a log that is read.
     *
     * @param total how many are meant
     */
    record Chosen(List<TaskInstance> tasks, int total) {}

    Chosen of(GetTaskLogs input) {
        if (input.mapIndex().filter(index -> index == ALL).isPresent()) {
            return all(input);
        }
        TaskInstance one =
                airflow.taskInstance(run, input.taskId(), input.mapIndex()).orElseThrow(() -> otherIndex(input));
        return new Chosen(List.of(one), 1);
    }

    /** Those that failed first, because the end may be cut; those that never started have no log. */
    private Chosen all(GetTaskLogs input) {
        Page<TaskInstance> every = airflow.taskInstances(ofTask);
        if (every.items().isEmpty()) {
            throw noTask(input);
        }
        List<TaskInstance> failed =
                airflow.taskInstances(ofTask.in(TaskInstance.FAILED)).items();
        List<TaskInstance> started = Stream.concat(failed.stream(), every.items().stream())
                .distinct()
                .filter(task -> task.tryNumber() > 0)
                .toList();
        return new Chosen(started.isEmpty() ? List.of(every.items().getFirst()) : started, every.total());
    }

    private ToolException otherIndex(GetTaskLogs input) {
        Page<TaskInstance> some = airflow.taskInstances(ofTask.atMost(1));
        if (some.items().isEmpty()) {
            return noTask(input);
        } else if (some.items().getFirst().mapIndex().isEmpty()) {
            return notFound("Task " + input.taskId() + " is not mapped.", "Leave map_index out.");
        }
        String failed = airflow.taskInstances(ofTask.in(TaskInstance.FAILED).atMost(MOST_NAMED)).items().stream()
                .flatMap(task -> task.mapIndex().stream())
                .map(String::valueOf)
                .collect(Collectors.joining(", "));
        String which = input.mapIndex().isPresent() ? ", none with this map_index." : ".";
        return notFound(
                "Task " + input.taskId() + " is mapped to " + some.total() + " instances" + which,
                "Choose one by map_index, or -1 for all." + (failed.isEmpty() ? "" : " Failed: " + failed + "."));
    }

    private ToolException noTask(GetTaskLogs input) {
        return notFound(
                "This run of DAG " + run.dagId() + " has no task with the id " + input.taskId() + ".",
                Suggestions.hint(input.taskId(), airflow.taskIds(run), "get_dag_status shows its tasks."));
    }

    static ToolException neverTried(TaskInstance task, int number) {
        String state = task.state().orElse("not scheduled");
        return task.tryNumber() == 0
                ? new ToolException(
                        ErrorCode.WRONG_STATE,
                        "Task " + task.taskId() + " has not started, so it has no log; it is " + state + ".",
                        task.ended() ? "get_dag_status shows why." : "Ask again later.")
                : notFound(
                        "Task " + task.taskId() + " has no try " + number + ".",
                        "Its newest is " + task.tryNumber() + ".");
    }

    static ToolException notFound(String message, String hint) {
        return new ToolException(ErrorCode.NOT_FOUND, message, hint);
    }

    /** As it is now. */
    Optional<TaskInstance> again(TaskInstance task) {
        return airflow.taskInstance(run, task.taskId(), task.mapIndex());
    }
}
