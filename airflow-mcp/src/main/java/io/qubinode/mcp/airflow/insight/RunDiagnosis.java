package io.qubinode.mcp.airflow.insight;

import io.qubinode.mcp.airflow.airflowapi.Airflow;
import io.qubinode.mcp.airflow.airflowapi.DagRun;
import io.qubinode.mcp.airflow.airflowapi.Page;
import io.qubinode.mcp.airflow.airflowapi.RunDetails;
import io.qubinode.mcp.airflow.airflowapi.RunEnding;
import io.qubinode.mcp.airflow.airflowapi.RunQuery;
import io.qubinode.mcp.airflow.airflowapi.TaskInstance;
import io.qubinode.mcp.airflow.airflowapi.TaskQuery;
import io.qubinode.mcp.airflow.airflowapi.TaskTry;
import io.qubinode.mcp.airflow.dag.TaskOverview;
import io.qubinode.mcp.airflow.insight.InsightTools.DiagnoseDagRun;
import io.qubinode.mcp.airflow.insight.InsightTools.Diagnosis;
import io.qubinode.mcp.airflow.insight.InsightTools.FailedTask;
import io.qubinode.mcp.airflow.log.LogWindow;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds out why a run failed. */
final class RunDiagnosis {

    private static final int MOST_FAILED = 3;
    private static final int MOST_NOT_RUN = 20;
    private static final int LOG_LINES = 15;

    private final Airflow airflow;

    RunDiagnosis(Airflow airflow) {
        this.airflow = airflow;
    }

    Diagnosis of(DiagnoseDagRun input) {
        Optional<RunDetails> failedOrNamed = input.runId()
                .map(id -> airflow.runDetails(input.dagId(), id))
                .or(() -> newest(input.dagId(), "failed", Optional.empty()));
        RunDetails made = failedOrNamed
                .or(() -> airflow.runDetailsOrNewest(input.dagId(), Optional.empty()))
                .orElseThrow(() -> new ToolException(
                        ErrorCode.NOT_FOUND, "DAG " + input.dagId() + " has no runs yet.", "trigger_dag starts one."));
        String goodNews = failedOrNamed.isPresent() ? "" : "No run of this DAG has failed. ";
        DagRun run = made.run();
        TaskOverview tasks = TaskOverview.of(airflow, run);
        Optional<RunEnding> ending = run.ended() ? airflow.ending(made) : Optional.empty();
        List<TaskInstance> failed = ending.map(by -> tasks.failedBefore(run)).orElse(tasks.failed());
        List<FailedTask> shown = failed.stream()
                .limit(MOST_FAILED)
                .map(task -> withLog(run, task))
                .toList();
        Optional<RunDetails> success = newest(run.dagId(), "success", run.runAfter());
        Page<TaskInstance> notRun =
                airflow.taskInstances(TaskQuery.of(run, MOST_NOT_RUN).in(List.of("upstream_failed")));
        boolean compared = !run.state().equals("success") && (ending.isEmpty() || !failed.isEmpty());
        return new Diagnosis(
                run.runId(),
                run.state(),
                goodNews
                        + ending.map(by -> "Ended from outside: " + by.deed() + " by " + by.by() + ". ")
                                .orElse("")
                        + summary(made, failed, tasks, ending.isPresent())
                        + (notRun.total() > notRun.items().size()
                                ? " " + notRun.total() + " tasks did not run because of it."
                                : ""),
                shown,
                notRun.items().stream().map(TaskInstance::taskId).distinct().toList(),
                compared ? RunComparison.changes(success, made) : List.of(),
                ending.isPresent() && failed.isEmpty()
                        ? List.of("Nothing is to be repaired. trigger_dag starts a new run if one is wanted.")
                        : NextSteps.of(made, success, failed, shown));
    }

    private Optional<RunDetails> newest(String dagId, String state, Optional<Instant> before) {
        return airflow.runs(RunQuery.newest(dagId, state, before)).items().stream()
                .findFirst();
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
            text = errors.text().isEmpty() ? last.textOrReason() : errors.text();
        } catch (ToolException e) {
            text = "The log cannot be read: " + e.error().message();
        }
        return new FailedTask(task.taskId(), task.mapIndex(), task.tryNumber(), task.durationSeconds(), text);
    }

    private static String summary(
            RunDetails made, List<TaskInstance> failed, TaskOverview tasks, boolean endedFromOutside) {
        String state = made.run().state();
        if (failed.isEmpty() && endedFromOutside) {
            return "No task failed on its own; the tasks that were running then were stopped.";
        } else if (failed.isEmpty()) {
            return state.equals("failed")
                    ? "The run failed though none of its " + tasks.total()
                            + " tasks did: it was marked failed or timed out."
                    : "The run is " + state + "; no task failed.";
        }
        int all = endedFromOutside ? failed.size() : tasks.totalFailed();
        String names =
                failed.stream().map(TaskInstance::name).limit(MOST_FAILED).collect(Collectors.joining(", "));
        return all + " of " + tasks.total() + " tasks failed: " + names + (all > MOST_FAILED ? " and others" : "")
                + ".";
    }
}
