package io.qubinode.mcp.airflow.dag;

import io.qubinode.mcp.airflow.airflowapi.Airflow;
import io.qubinode.mcp.airflow.airflowapi.DagRun;
import io.qubinode.mcp.airflow.airflowapi.PastTry;
import io.qubinode.mcp.airflow.airflowapi.TaskInstance;
import io.qubinode.mcp.airflow.airflowapi.TaskTry;
import io.qubinode.mcp.airflow.dag.DagTools.EarlierTry;
import io.qubinode.mcp.airflow.log.LastError;
import io.qubinode.mcp.security.core.ToolException;
import java.util.List;
import java.util.Optional;

/** Tells of the tries of tasks before the newest, each with why there was another. */
final class TaskRetries {

    private static final int MOST_TASKS = 5;
    private static final int MOST_TRIES = 5;

    private final Airflow airflow;

    TaskRetries(Airflow airflow) {
        this.airflow = airflow;
    }

    /** Of some tasks the last few tries. */
    List<EarlierTry> of(DagRun run, List<TaskInstance> tasks) {
        return tasks.stream()
                .filter(TaskRetries::mayHaveBeenTried)
                .limit(MOST_TASKS)
                .flatMap(task -> of(run, task).stream())
                .toList();
    }

    /** What is left out. */
    static Optional<String> note(List<TaskInstance> tasks) {
        long all = tasks.stream().filter(TaskRetries::mayHaveBeenTried).count();
        return all > MOST_TASKS
                ? Optional.of("Earlier tries of " + MOST_TASKS + " of " + all + " repeated tasks.")
                : Optional.empty();
    }

    /** One that was cleared has its first number until it starts again. */
    private static boolean mayHaveBeenTried(TaskInstance task) {
        return task.tryNumber() > 1
                || task.tryNumber() == 1 && !task.ended() && task.startedAt().isEmpty();
    }

    private List<EarlierTry> of(DagRun run, TaskInstance task) {
        List<PastTry> tries;
        try {
            tries = airflow.tries(run, task);
        } catch (ToolException e) {
            return List.of();
        }
        return tries.stream()
                .skip(Math.max(0, tries.size() - MOST_TRIES))
                .map(past -> new EarlierTry(
                        task.taskId(),
                        task.mapIndex(),
                        past.number(),
                        past.state(),
                        past.startedAt(),
                        past.durationSeconds(),
                        past.state().filter("success"::equals).isPresent()
                                ? Optional.empty()
                                : reason(run, task, past)))
                .toList();
    }

    private Optional<String> reason(DagRun run, TaskInstance task, PastTry past) {
        var error = new LastError();
        try {
            airflow.readLog(
                    new TaskTry(run.dagId(), run.runId(), task.taskId(), task.mapIndex(), past.number()), error);
        } catch (ToolException e) {
            return Optional.empty();
        }
        return error.text();
    }
}
