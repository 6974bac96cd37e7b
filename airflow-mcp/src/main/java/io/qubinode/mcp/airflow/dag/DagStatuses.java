package io.qubinode.mcp.airflow.dag;

import com.fasterxml.jackson.databind.JsonNode;
import io.qubinode.mcp.airflow.airflowapi.Airflow;
import io.qubinode.mcp.airflow.airflowapi.DagRun;
import io.qubinode.mcp.airflow.airflowapi.PageAddress;
import io.qubinode.mcp.airflow.airflowapi.RunDetails;
import io.qubinode.mcp.airflow.airflowapi.RunEnding;
import io.qubinode.mcp.airflow.airflowapi.TaskInstance;
import io.qubinode.mcp.airflow.airflowapi.TaskQuestion;
import io.qubinode.mcp.airflow.airflowapi.TaskTry;
import io.qubinode.mcp.airflow.dag.DagTools.DagStatus;
import io.qubinode.mcp.airflow.dag.DagTools.Failure;
import io.qubinode.mcp.airflow.log.LogWindow;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.secret.SecretMask;
import io.qubinode.mcp.security.tool.AnswerBudget;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tells how a run is. */
final class DagStatuses {

    private static final int MOST_FAILURES = 3;
    private static final int LAST_LINES = 10;
    private static final int LONGEST_RESULTS = 2_000;
    private static final RunResults NO_RESULTS = new RunResults(Map.of(), false);

    private final Airflow airflow;
    private final PageAddress pages;
    private final RunWaits waits;

    DagStatuses(Airflow airflow, PageAddress pages) {
        this.airflow = airflow;
        this.pages = pages;
        waits = new RunWaits(airflow);
    }

    DagStatus of(DagTools.GetDagStatus input) {
        RunDetails made =
                airflow.runDetailsOrNewest(input.dagId(), input.runId()).orElseThrow(() -> noRuns(input.dagId()));
        DagRun run = made.run();
        TaskOverview tasks = TaskOverview.of(airflow, run, input.taskId(), input.states());
        Optional<RunEnding> ending = run.ended() ? airflow.ending(made) : Optional.empty();
        List<TaskInstance> failed = ending.map(by -> tasks.failedBefore(run)).orElse(tasks.failed());
        List<TaskInstance> shown = AnswerBudget.fitting(tasks.all());
        List<TaskQuestion> questions = run.ended() ? List.of() : airflow.questions(run);
        RunResults results = results(run);
        var retries = new TaskRetries(airflow);
        return new DagStatus(
                run,
                shown,
                tasks.total(),
                failed.stream()
                        .limit(MOST_FAILURES)
                        .map(task -> failure(run, task))
                        .toList(),
                some(retries.of(run, tasks.all())),
                shown(results),
                some(waits.of(run, tasks.all(), questions)),
                some(questions.stream()
                        .map(question -> DagTools.Question.of(run, question, pages))
                        .toList()),
                note(shown.size(), tasks, failed.size(), ending, results));
    }

    private Failure failure(DagRun run, TaskInstance task) {
        return new Failure(task.taskId(), task.mapIndex(), task.tryNumber(), lastLines(run, task));
    }

    private String lastLines(DagRun run, TaskInstance task) {
        var window = LogWindow.ofLast(LAST_LINES);
        try {
            airflow.readLog(
                    new TaskTry(run.dagId(), run.runId(), task.taskId(), task.mapIndex(), task.tryNumber()), window);
            return window.textOrReason();
        } catch (ToolException e) {
            // The status is still of use without the log.
            return "The log cannot be read: " + e.error().message();
        }
    }

    private RunResults results(DagRun run) {
        try {
            return run.ended() ? RunResults.of(airflow, run) : NO_RESULTS;
        } catch (ToolException e) {
            // Of a DAG that is gone nobody knows which tasks are the last.
            return NO_RESULTS;
        }
    }

    private static Optional<JsonNode> shown(RunResults results) {
        if (results.values().isEmpty()) {
            return Optional.empty();
        }
        JsonNode masked = SecretMask.mask(ToolJson.MAPPER.<JsonNode>valueToTree(results.values()));
        String text = masked.toString();
        return Optional.of(
                text.length() <= LONGEST_RESULTS
                        ? masked
                        : ToolJson.MAPPER
                                .getNodeFactory()
                                .textNode(text.substring(0, LONGEST_RESULTS) + "… (" + text.length() + " characters)"));
    }

    private static <T> Optional<List<T>> some(List<T> list) {
        return list.isEmpty() ? Optional.empty() : Optional.of(list);
    }

    private static Optional<String> note(
            int shown, TaskOverview tasks, int failed, Optional<RunEnding> ending, RunResults results) {
        var notes = new ArrayList<String>();
        ending.ifPresent(by -> notes.add("Ended from outside: " + by.deed() + " by " + by.by() + "."));
        if (shown < tasks.total()) {
            notes.add("Shows " + shown + " of " + tasks.total() + " tasks, failed ones first.");
        }
        if (failed > MOST_FAILURES) {
            notes.add("Log lines of " + MOST_FAILURES + " of " + tasks.totalFailed()
                    + " failed tasks; get_task_logs shows the others.");
        }
        TaskRetries.note(tasks.all()).ifPresent(notes::add);
        results.note().ifPresent(notes::add);
        return notes.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", notes));
    }

    private static ToolException noRuns(String dagId) {
        return new ToolException(ErrorCode.NOT_FOUND, "DAG " + dagId + " has no runs yet.", "trigger_dag starts one.");
    }
}
