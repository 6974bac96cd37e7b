package io.qubinode.mcp.airflow.dag;

import io.qubinode.mcp.airflow.airflowapi.Airflow;
import io.qubinode.mcp.airflow.airflowapi.DagDetails;
import io.qubinode.mcp.airflow.airflowapi.DagRun;
import io.qubinode.mcp.airflow.airflowapi.RunQuery;
import io.qubinode.mcp.airflow.airflowapi.TaskInstance;
import io.qubinode.mcp.airflow.airflowapi.TaskQuestion;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.secret.ForeignText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Tells what a run that has not ended waits for. */
final class RunWaits {

    private static final int MOST = 3;
    private static final int LONGEST = 300;
    // Airflow tells of these what holds them.
    private static final Set<String> BEFORE_THE_QUEUE = Set.of("none", "scheduled");

    private final Airflow airflow;

    RunWaits(Airflow airflow) {
        this.airflow = airflow;
    }

    /** In sentences; none when something runs, or the run has ended. */
    List<String> of(DagRun run, List<TaskInstance> tasks, List<TaskQuestion> questions) {
        try {
            if (run.ended()) {
                return List.of();
            }
            return run.state().equals("queued") ? List.of(ofQueued(run)) : ofTasks(run, tasks, questions);
        } catch (ToolException e) {
            // The status is worth more than this.
            return List.of();
        }
    }

    private String ofQueued(DagRun run) {
        DagDetails dag = airflow.dag(run.dagId());
        if (dag.paused()) {
            return "The DAG is paused: the run starts when someone unpauses it (unpause_dag).";
        }
        Optional<Instant> later = run.runAfter().filter(Instant.now()::isBefore);
        if (later.isPresent()) {
            return "The run may not start before " + later.get() + ".";
        }
        int running = airflow.runs(RunQuery.newest(run.dagId(), "running", Optional.empty()))
                .total();
        int most = dag.maxActiveRuns().orElse(Integer.MAX_VALUE);
        return running >= most
                ? "As many runs of the DAG as may (max_active_runs " + most + ") are running."
                : "Airflow's scheduler has not started it yet.";
    }

    private List<String> ofTasks(DagRun run, List<TaskInstance> tasks, List<TaskQuestion> questions) {
        if (tasks.stream().anyMatch(task -> task.isIn(List.of("running")))) {
            return List.of();
        }
        var waits = new ArrayList<String>();
        questions.stream()
                .limit(MOST)
                .forEach(question -> waits.add("Task " + question.taskId()
                        + " waits for a person's answer; respond_to_task (group dag_control) gives it."));
        tasks.stream()
                .filter(task -> !task.ended()
                        && questions.stream()
                                .noneMatch(question -> question.taskId().equals(task.taskId())))
                .limit(MOST)
                .forEach(task -> waits.addAll(ofTask(run, task)));
        return waits.stream().distinct().limit(MOST).toList();
    }

    private List<String> ofTask(DagRun run, TaskInstance task) {
        String state = task.state().orElse("none");
        String name = "Task " + task.name();
        return switch (state) {
            case "up_for_retry" -> List.of(name + " failed and waits for its next try.");
            case "up_for_reschedule" -> List.of(name + " looks again later, as sensors do.");
            case "deferred" -> List.of(name + " waits for its trigger.");
            case "queued" -> List.of(name + " is queued: it waits for a free slot of its pool or executor.");
            default ->
                BEFORE_THE_QUEUE.contains(state)
                        ? airflow.obstacles(run, task).stream()
                                .map(reason -> name + ": " + ForeignText.shown(reason, LONGEST))
                                .toList()
                        : List.of();
        };
    }
}
