package io.qubinode.mcp.airflow.dag;

import io.qubinode.mcp.airflow.airflowapi.Airflow;
import io.qubinode.mcp.airflow.airflowapi.DagRun;
import io.qubinode.mcp.airflow.airflowapi.Page;
import io.qubinode.mcp.airflow.airflowapi.RunEnding;
import io.qubinode.mcp.airflow.airflowapi.TaskInstance;
import io.qubinode.mcp.airflow.airflowapi.TaskQuery;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The tasks of a run that a reader looks for first: those that failed, those that have not ended, and some of the others.
 *
 * @param all at most a few hundred
 * @param total how many the run has
 * @param failed those whose last try failed, at most 100
 * @param totalFailed how many of those the run has
 */
public record TaskOverview(List<TaskInstance> all, int total, List<TaskInstance> failed, int totalFailed) {

    private static final int MOST = 100;
    // In every version of Airflow
    private static final List<String> GOING_ON =
            List.of("running", "deferred", "up_for_reschedule", "restarting", "queued", "scheduled");

    public static TaskOverview of(Airflow airflow, DagRun run) {
        return of(airflow, run, Optional.empty(), List.of());
    }

    /**
     * Of some tasks.
     *
     * @param taskId of one; empty for all
     * @param states in one of these; empty for any
     */
    static TaskOverview of(Airflow airflow, DagRun run, Optional<String> taskId, List<String> states) {
        var query = new TaskQuery(run.dagId(), run.runId(), taskId, states, MOST);
        Page<TaskInstance> some = airflow.taskInstances(query);
        boolean whole = !states.isEmpty() || some.total() <= some.items().size();
        Page<TaskInstance> failed = whole
                ? page(some.items().stream().filter(TaskInstance::failed).toList())
                : airflow.taskInstances(query.in(TaskInstance.FAILED));
        List<TaskInstance> open = whole
                ? some.items().stream().filter(task -> !task.ended()).toList()
                : airflow.taskInstances(query.in(GOING_ON)).items();
        List<TaskInstance> all = Stream.of(failed.items(), open, some.items())
                .flatMap(List::stream)
                .distinct()
                .toList();
        return new TaskOverview(all, some.total(), failed.items(), failed.total());
    }

    private static Page<TaskInstance> page(List<TaskInstance> items) {
        return new Page<>(items, items.size());
    }

    /** Those that failed on their own before their run was ended from outside, which stopped the others. */
    public List<TaskInstance> failedBefore(DagRun run) {
        return failed.stream()
                .filter(task -> run.endedAt()
                        .flatMap(end -> end(task).map(own -> !RunEnding.isThen(own, end)))
                        .orElse(true))
                .toList();
    }

    private static Optional<Instant> end(TaskInstance task) {
        try {
            return task.startedAt().flatMap(start -> task.durationSeconds()
                    .map(seconds -> start.plus(Duration.ofMillis(Math.round(seconds * 1000)))));
        } catch (DateTimeException | ArithmeticException e) {
            // A duration that ends beyond all calendars does not count.
            return Optional.empty();
        }
    }
}
