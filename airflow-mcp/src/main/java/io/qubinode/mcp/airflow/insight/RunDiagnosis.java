package io.qubinode.mcp.airflow.insight;

import io.qubinode.mcp.airflow.airflowapi.Airflow;
import io.qubinode.mcp.airflow.airflowapi.DagRun;
import io.qubinode.mcp.airflow.airflowapi.RunDetails;
import io.qubinode.mcp.airflow.airflowapi.RunQuery;
import io.qubinode.mcp.airflow.airflowapi.TaskInstance;
import io.qubinode.mcp.airflow.airflowapi.TaskTry;
import io.qubinode.mcp.airflow.insight.InsightTools.DiagnoseDagRun;
import io.qubinode.mcp.airflow.insight.InsightTools.Diagnosis;
import io.qubinode.mcp.airflow.insight.InsightTools.FailedTask;
import io.qubinode.mcp.airflow.log.LogWindow;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds out why a run failed. */
final class RunDiagnosis {

    private static final int MOST_FAILED = 3;
    private static final int LOG_LINES = 15;

    private final Airflow airflow;

    RunDiagnosis(Airflow airflow) {
        this.airflow = airflow;
    }

    Diagnosis of(DiagnoseDagRun input) {
        RunDetails made = input.runId()
                .map(id -> airflow.runDetails(input.dagId(), id))
                .or(() -> airflow.runs(RunQuery.newest(input.dagId(), "failed", Optional.empty())).items().stream()
                        .findFirst())
                .orElseThrow(() -> new ToolException(
                        ErrorCode.NOT_FOUND,
                        "No run of DAG " + input.dagId() + " has failed.",
                        "list_dag_runs shows its runs."));
        DagRun run = made.run();
        List<TaskInstance> tasks = airflow.taskInstances(run.dagId(), run.runId());
        List<TaskInstance> failed = tasks.stream().filter(TaskInstance::failed).toList();
        List<FailedTask> shown = failed.stream()
                .limit(MOST_FAILED)
                .map(task -> withLog(run, task))
                .toList();
        Optional<RunDetails> success =
                airflow.runs(RunQuery.newest(run.dagId(), "success", run.runAfter())).items().stream()
                        .findFirst();
        return new Diagnosis(
                run.runId(),
                run.state(),
                summary(made, failed, tasks.size()),
                shown,
                tasks.stream()
                        .filter(task ->
                                task.state().filter("upstream_failed"::equals).isPresent())
                        .map(TaskInstance::taskId)
                        .distinct()
                        .limit(20)
                        .toList(),
                run.state().equals("success") ? List.of() : RunComparison.changes(success, made),
                NextSteps.of(made, success, failed, shown));
    }

    private FailedTask withLog(DagRun run, TaskInstance task) {
        var errors = LogWindow.ofLastErrors(LOG_LINES);
        var last = LogWindow.ofLast(LOG_LINES);
        String text;
        try {
            airflow.readLog(
                    new TaskTry(run.dagId(), run.runId(), task.taskId(), task.mapIndex(), task.tryNumber()), event -> {
                        errors.accept(event);
                        last.accept(event);
                    });
            text = errors.text().isEmpty() ? last.text() : errors.text();
        } catch (ToolException e) {
            text = "The log cannot be read: " + e.error().message();
        }
        return new FailedTask(task.taskId(), task.mapIndex(), task.tryNumber(), task.durationSeconds(), text);
    }

    private static String summary(RunDetails made, List<TaskInstance> failed, int tasks) {
        String state = made.run().state();
        if (failed.isEmpty()) {
            return state.equals("failed")
                    ? "The run failed though none of its " + tasks + " tasks did: it was marked failed or timed out."
                    : "The run is " + state + "; no task failed.";
        }
        String names = failed.stream()
                .map(task -> task.taskId()
                        + task.mapIndex().map(index -> "[" + index + "]").orElse(""))
                .limit(MOST_FAILED)
                .collect(Collectors.joining(", "));
        return failed.size() + " of " + tasks + " tasks failed: " + names
                + (failed.size() > MOST_FAILED ? " and others" : "") + ".";
    }
}
