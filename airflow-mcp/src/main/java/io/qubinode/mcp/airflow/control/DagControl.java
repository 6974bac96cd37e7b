package io.qubinode.mcp.airflow.control;

import io.qubinode.mcp.airflow.airflowapi.Airflow;
import io.qubinode.mcp.airflow.airflowapi.BackfillPlan;
import io.qubinode.mcp.airflow.airflowapi.Clearing;
import io.qubinode.mcp.airflow.airflowapi.DagDetails;
import io.qubinode.mcp.airflow.airflowapi.DagRun;
import io.qubinode.mcp.airflow.airflowapi.RunEnding;
import io.qubinode.mcp.airflow.airflowapi.TaskInstance;
import io.qubinode.mcp.airflow.airflowapi.TaskQuery;
import io.qubinode.mcp.airflow.control.ControlTools.Backfilled;
import io.qubinode.mcp.airflow.control.ControlTools.ChangedRun;
import io.qubinode.mcp.airflow.control.ControlTools.ClearTasks;
import io.qubinode.mcp.airflow.control.ControlTools.Cleared;
import io.qubinode.mcp.airflow.control.ControlTools.Deleted;
import io.qubinode.mcp.airflow.control.ControlTools.MarkDagRun;
import io.qubinode.mcp.airflow.control.ControlTools.OneRun;
import io.qubinode.mcp.airflow.control.ControlTools.Paused;
import io.qubinode.mcp.airflow.control.ControlTools.StartBackfill;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.Suggestions;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.tool.Afterwards;
import io.qubinode.mcp.security.tool.CallContext;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Steers DAGs and their runs. */
final class DagControl {

    private static final int MOST_SHOWN = 50;

    private final Airflow airflow;

    DagControl(Airflow airflow) {
        this.airflow = airflow;
    }

    Paused pause(String dagId, boolean paused) {
        boolean already = airflow.dag(dagId).paused() == paused;
        if (!already) {
            airflow.setPaused(dagId, paused);
        }
        String state = paused ? "paused" : "not paused";
        return new Paused(dagId, paused, already ? "It was " + state + " before." : "It is " + state + " now.");
    }

    ChangedRun cancel(OneRun input, CallContext call) {
        DagRun run = airflow.run(input.dagId(), input.runId());
        if (run.ended()) {
            throw new ToolException(
                    ErrorCode.WRONG_STATE,
                    "The run has ended already: " + run.state() + ".",
                    "To change its state to success or failed, use mark_dag_run.");
        }
        boolean queued = run.state().equals("queued");
        return new ChangedRun(
                airflow.setRunState(
                        run.dagId(),
                        run.runId(),
                        "failed",
                        RunEnding.note("cancelled", call.client(), call.requestId())),
                queued
                        ? "It had not started: none of its tasks runs."
                        : "Its running tasks are being stopped; get_dag_status shows when they are.");
    }

    Deleted delete(OneRun input) {
        DagRun run = airflow.run(input.dagId(), input.runId());
        if (!run.ended()) {
            throw new ToolException(
                    ErrorCode.WRONG_STATE,
                    "The run is " + run.state() + ", and Airflow would not stop its tasks.",
                    "Cancel it first with cancel_dag_run.");
        }
        airflow.deleteRun(run.dagId(), run.runId());
        return new Deleted(
                run.dagId(), run.runId(), "It was " + run.state() + ". Its tasks and what they returned are gone too.");
    }

    ChangedRun mark(MarkDagRun input, CallContext call) {
        DagRun run = airflow.run(input.dagId(), input.runId());
        String state = input.state().name().toLowerCase(Locale.ROOT);
        if (run.state().equals(state)) {
            return new ChangedRun(run, "It was marked so before.");
        }
        return new ChangedRun(
                airflow.setRunState(
                        run.dagId(),
                        run.runId(),
                        state,
                        RunEnding.note("marked " + state, call.client(), call.requestId())),
                "It was " + run.state() + ".");
    }

    Cleared clear(ClearTasks input, CallContext call) {
        DagRun run = airflow.run(input.dagId(), input.runId());
        refuseUnknownTasks(run, input);
        if (!input.dryRun() && !run.ended()) {
            throw new ToolException(
                    ErrorCode.WRONG_STATE,
                    "The run is still " + run.state() + ".",
                    "Wait until it has ended, or cancel it with cancel_dag_run.");
        }
        boolean failedAlone = input.onlyFailed() && !input.downstream();
        List<String> ids = failedAlone ? failed(run, input.taskIds()) : input.taskIds();
        if (failedAlone && ids.isEmpty()) {
            return new Cleared(input.dryRun(), List.of(), 0, note(input, 0));
        }
        var clearing = new Clearing(input.dagId(), input.runId(), ids, input.onlyFailed(), input.downstream());
        List<TaskInstance> tasks =
                input.dryRun() ? airflow.wouldClear(clearing) : airflow.clear(clearing, origin("cleared", call));
        return new Cleared(
                input.dryRun(),
                tasks.stream()
                        .map(TaskInstance::name)
                        .sorted()
                        .limit(MOST_SHOWN)
                        .toList(),
                tasks.size(),
                note(input, tasks.size()));
    }

    /** To Airflow, what did not run because of another's failure has failed too. */
    private List<String> failed(DagRun run, List<String> wanted) {
        return airflow.taskInstances(TaskQuery.of(run, Integer.MAX_VALUE).in(List.of("failed"))).items().stream()
                .map(TaskInstance::taskId)
                .distinct()
                .filter(id -> wanted.isEmpty() || wanted.contains(id))
                .toList();
    }

    private String note(ClearTasks input, int tasks) {
        if (tasks == 0) {
            return input.onlyFailed()
                    ? "None of these tasks failed; only_failed false includes the others."
                    : "The run has none of these tasks.";
        }
        if (input.dryRun()) {
            return "Nothing was changed. dry_run false runs them again.";
        }
        return Afterwards.read(() -> airflow.dag(input.dagId()).paused())
                .map(paused -> paused
                        ? "They are cleared, but the DAG is paused: they wait until someone unpauses it."
                        : "They run again; get_dag_status shows how.")
                .orElse(
                        "They are cleared. Whether the DAG is paused could not be read; get_dag_status shows whether they"
                                + " run.");
    }

    /** A task that the DAG has lost since may still be in the run. */
    private void refuseUnknownTasks(DagRun run, ClearTasks input) {
        if (input.taskIds().isEmpty()) {
            return;
        }
        List<String> known = airflow.taskIds(run);
        input.taskIds().stream()
                .filter(id -> !known.contains(id))
                .filter(id -> airflow.taskInstances(TaskQuery.of(run, 1).ofTask(id))
                        .items()
                        .isEmpty())
                .findFirst()
                .ifPresent(id -> {
                    throw new ToolException(
                            ErrorCode.NOT_FOUND,
                            "This run has no task with the id " + id + ".",
                            Suggestions.hint(id, known, "get_dag_status shows its tasks."));
                });
    }

    Backfilled backfill(StartBackfill input) {
        LocalDate from = DateExpression.of(input.from());
        LocalDate to = DateExpression.of(input.to());
        if (to.isBefore(from)) {
            throw new ToolException(
                    ErrorCode.INVALID_ARGUMENT, "from is after to.", "Exchange them; both days are included.");
        }
        DagDetails dag = airflow.dag(input.dagId());
        boolean paused = dag.paused();
        BackfillDays days = BackfillDays.of(dag, from, to);
        List<Instant> dates = days.of(airflow.wouldBackfill(plan(input, days.earliest(), days.latest())));
        Optional<Integer> id = input.dryRun() || dates.isEmpty()
                ? Optional.empty()
                : Optional.of(airflow.backfill(plan(input, dates.getFirst(), dates.getLast())));
        return new Backfilled(
                input.dryRun(),
                id,
                dates.stream().limit(MOST_SHOWN).toList(),
                dates.size(),
                (dates.isEmpty()
                                ? "No runs are missing on these days."
                                : input.dryRun()
                                        ? "Nothing was changed. dry_run false creates these runs."
                                        : "The runs are made; list_dag_runs shows them.")
                        + (paused && !dates.isEmpty() ? " The DAG is paused: they wait until someone unpauses it." : "")
                        + days.said(dates).orElse(""));
    }

    private static BackfillPlan plan(StartBackfill input, Instant from, Instant to) {
        return new BackfillPlan(input.dagId(), from, to, input.again(), input.maxActiveRuns());
    }

    /** In Airflow's own audit every call comes from one account; this lets the two trails be joined. */
    private static String origin(String what, CallContext call) {
        return what + " by " + call.client() + " via qubinode-mcp, request " + call.requestId();
    }
}
