package io.qubinode.mcp.airflow.dag;

import io.qubinode.mcp.airflow.airflowapi.Airflow;
import io.qubinode.mcp.airflow.airflowapi.DagRun;
import io.qubinode.mcp.airflow.airflowapi.TaskInstance;
import io.qubinode.mcp.airflow.airflowapi.TaskTry;
import io.qubinode.mcp.airflow.dag.DagTools.DagStatus;
import io.qubinode.mcp.airflow.dag.DagTools.Failure;
import io.qubinode.mcp.airflow.log.LogWindow;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.tool.AnswerBudget;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Tells how a run is. */
final class DagStatuses {

    private static final int MOST_FAILURES = 3;
    private static final int LAST_LINES = 10;

    private final Airflow airflow;

    DagStatuses(Airflow airflow) {
        this.airflow = airflow;
    }

    DagStatus of(DagTools.GetDagStatus input) {
        DagRun run = airflow.runOrNewest(input.dagId(), input.runId()).orElseThrow(() -> noRuns(input.dagId()));
        List<TaskInstance> all = airflow.taskInstances(run.dagId(), run.runId()).stream()
                // What a reader looks for first comes first, for the end may be cut.
                .sorted(Comparator.comparing((TaskInstance task) -> !task.failed())
                        .thenComparing(TaskInstance::ended))
                .toList();
        List<TaskInstance> failed = all.stream().filter(TaskInstance::failed).toList();
        List<TaskInstance> shown = AnswerBudget.fitting(all);
        return new DagStatus(
                run,
                shown,
                failed.stream()
                        .limit(MOST_FAILURES)
                        .map(task -> failure(run, task))
                        .toList(),
                note(shown.size(), all.size(), failed.size()));
    }

    private Failure failure(DagRun run, TaskInstance task) {
        return new Failure(task.taskId(), task.mapIndex(), task.tryNumber(), lastLines(run, task));
    }

    private String lastLines(DagRun run, TaskInstance task) {
        var window = LogWindow.ofLast(LAST_LINES);
        try {
            airflow.readLog(
                    new TaskTry(run.dagId(), run.runId(), task.taskId(), task.mapIndex(), task.tryNumber()), window);
            return window.text();
        } catch (ToolException e) {
            // The status is still of use without the log.
            return "The log cannot be read: " + e.error().message();
        }
    }

    private static Optional<String> note(int shown, int all, int failed) {
        String cut = shown < all ? "Shows " + shown + " of " + all + " tasks, failed ones first. " : "";
        String more = failed > MOST_FAILURES
                ? "Log lines of " + MOST_FAILURES + " of " + failed + " failed tasks; get_task_logs shows the others."
                : "";
        return Optional.of((cut + more).strip()).filter(text -> !text.isEmpty());
    }

    private static ToolException noRuns(String dagId) {
        return new ToolException(ErrorCode.NOT_FOUND, "DAG " + dagId + " has no runs yet.", "trigger_dag starts one.");
    }
}
