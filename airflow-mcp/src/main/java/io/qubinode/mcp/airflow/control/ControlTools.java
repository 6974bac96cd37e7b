package io.qubinode.mcp.airflow.control;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.qubinode.mcp.airflow.airflowapi.AirflowInstances;
import io.qubinode.mcp.airflow.airflowapi.BackfillPlan;
import io.qubinode.mcp.airflow.airflowapi.DagRun;
import io.qubinode.mcp.airflow.airflowapi.Ids;
import io.qubinode.mcp.airflow.argument.Descriptions;
import io.qubinode.mcp.security.tool.Tool;
import io.qubinode.mcp.security.tool.ToolHints;
import io.qubinode.mcp.security.tool.ToolProvider;
import io.qubinode.mcp.security.tool.WrittenByOthers;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tools that steer DAGs and their runs. */
@Singleton
public final class ControlTools implements ToolProvider {

    private static final String GROUP = "dag_control";
    private static final ToolHints SETS = new ToolHints(false, false, true, false);
    private static final ToolHints OVERWRITES = new ToolHints(false, true, true, false);
    private static final ToolHints REPEATS = new ToolHints(false, true, false, false);

    private final AirflowInstances airflows;

    @Inject
    ControlTools(AirflowInstances airflows) {
        this.airflows = airflows;
    }

    public record OneDag(
            @JsonPropertyDescription(Descriptions.DAG)
            @JsonAlias("name")
            @Pattern(regexp = Ids.DAG, message = Ids.DAG_RULE)
            String dagId) {}

    /** Whether a DAG waits. */
    public record Paused(String dagId, boolean paused, String note) {}

    public record OneRun(
            @JsonPropertyDescription(Descriptions.DAG) @Pattern(regexp = Ids.DAG, message = Ids.DAG_RULE)
            String dagId,

            @JsonPropertyDescription(Descriptions.RUN) @Pattern(regexp = Ids.RUN, message = Ids.RUN_RULE)
            String runId) {}

    /** How a run is to have ended. */
    public enum EndState {
        SUCCESS,
        FAILED
    }

    public record MarkDagRun(
            @JsonPropertyDescription(Descriptions.DAG) @Pattern(regexp = Ids.DAG, message = Ids.DAG_RULE)
            String dagId,

            @JsonPropertyDescription(Descriptions.RUN) @Pattern(regexp = Ids.RUN, message = Ids.RUN_RULE)
            String runId,

            @JsonPropertyDescription("State to set.") EndState state) {}

    public record ChangedRun(DagRun run, String note) {}

    /** A run that is gone. */
    public record Deleted(String dagId, String runId, String note) {}

    public record RespondToTask(
            @JsonPropertyDescription(Descriptions.DAG) @Pattern(regexp = Ids.DAG, message = Ids.DAG_RULE)
            String dagId,

            @JsonPropertyDescription(Descriptions.RUN) @Pattern(regexp = Ids.RUN, message = Ids.RUN_RULE)
            String runId,

            @JsonPropertyDescription("Id of the task that asks.") @Pattern(regexp = Ids.DAG, message = Ids.DAG_RULE)
            String taskId,

            @JsonPropertyDescription("Index of a mapped task's instance.")
            Optional<@Min(0) @Max(1_000_000) Integer> mapIndex,

            @JsonPropertyDescription("Options to choose, as the question lists them.") @Size(min = 1, max = 100)
            List<@Size(max = 1_000) String> options,

            @JsonPropertyDescription(
                    "Values of the question's params, by name. Params that are left out keep their defaults.")
            @JsonProperty(defaultValue = "{}")
            Map<String, Object> params) {}

    public record Responded(String taskId, @WrittenByOthers String question, List<String> options, String note) {}

    public record ClearTasks(
            @JsonPropertyDescription(Descriptions.DAG) @Pattern(regexp = Ids.DAG, message = Ids.DAG_RULE)
            String dagId,

            @JsonPropertyDescription(Descriptions.RUN) @Pattern(regexp = Ids.RUN, message = Ids.RUN_RULE)
            String runId,

            @JsonPropertyDescription("Ids of the tasks to run again. Default: all tasks.")
            @JsonProperty(defaultValue = "[]")
            @Size(max = 100)
            List<@Pattern(regexp = Ids.DAG, message = Ids.DAG_RULE) String> taskIds,

            @JsonPropertyDescription("true clears only failed tasks, false also those that succeeded.")
            @JsonProperty(defaultValue = "true")
            boolean onlyFailed,

            @JsonPropertyDescription("true also clears the tasks after them.") @JsonProperty(defaultValue = "true")
            boolean downstream,

            @JsonPropertyDescription(Descriptions.DRY_RUN) @JsonProperty(defaultValue = "true")
            boolean dryRun) {}

    public record Cleared(boolean dryRun, List<String> tasks, int total, String note) {}

    public record StartBackfill(
            @JsonPropertyDescription(Descriptions.DAG) @Pattern(regexp = Ids.DAG, message = Ids.DAG_RULE)
            String dagId,

            @JsonPropertyDescription("First day, in the DAG's time zone, such as 2026-11-01.")
            @Pattern(regexp = DateExpression.PATTERN, message = DateExpression.RULE)
            String from,

            @JsonPropertyDescription("Last day, included.")
            @Pattern(regexp = DateExpression.PATTERN, message = DateExpression.RULE)
            String to,

            @JsonPropertyDescription(
                    "Days that already have a run and get another one: none, those whose run failed, or those "
                            + "whose run completed.")
            @JsonProperty(defaultValue = "none")
            BackfillPlan.Again again,

            @JsonPropertyDescription("Number of runs that may be active at the same time.")
            @JsonProperty(defaultValue = "1")
            @Min(1)
            @Max(16)
            int maxActiveRuns,

            @JsonPropertyDescription(Descriptions.DRY_RUN) @JsonProperty(defaultValue = "true")
            boolean dryRun) {}

    public record Backfilled(
            boolean dryRun, Optional<Integer> backfillId, List<Instant> dates, int total, String note) {}

    @Override
    public List<Tool<?, ?>> tools() {
        return airflows.tools(one -> declared(new DagControl(one.airflow()), new TaskQuestions(one.airflow())));
    }

    private static List<Tool<?, ?>> declared(DagControl control, TaskQuestions questions) {
        return List.of(
                Tool.changes("pause_dag", GROUP, SETS)
                        .title("Pause a DAG")
                        .description(
                                "Pauses a DAG: its schedule stops, and new runs wait. Runs that have started continue.")
                        .does(OneDag.class, Paused.class, (input, call) -> control.pause(input.dagId(), true)),
                Tool.changes("unpause_dag", GROUP, SETS)
                        .title("Unpause a DAG")
                        .description("Starts the DAG's schedule and its waiting runs.")
                        .does(OneDag.class, Paused.class, (input, call) -> control.pause(input.dagId(), false)),
                Tool.changes("cancel_dag_run", "dag_management", OVERWRITES)
                        .title("Cancel a run")
                        .description("Stops a run that is queued or running. It then counts as failed.")
                        .does(OneRun.class, ChangedRun.class, control::cancel),
                Tool.changes("delete_dag_run", GROUP, ToolHints.DELETES)
                        .title("Delete a run")
                        .description("Deletes a run that has ended, with its tasks and results. This cannot be undone.")
                        .does(OneRun.class, Deleted.class, (input, call) -> control.delete(input)),
                Tool.changes("respond_to_task", GROUP, REPEATS)
                        .title("Answer a task's question")
                        .description(
                                "Answers a task that waits for a person's decision; get_dag_status shows its question and "
                                        + "options. Ask the user before you decide, because the answer cannot be changed.")
                        .does(RespondToTask.class, Responded.class, (input, call) -> questions.respond(input)),
                Tool.changes("clear_tasks", GROUP, REPEATS)
                        .title("Run tasks again")
                        .description(
                                "Runs tasks of a finished run again, by default the failed ones and those after them. "
                                        + "Only shows what would run unless dry_run is false.")
                        .does(ClearTasks.class, Cleared.class, control::clear),
                Tool.changes("mark_dag_run", GROUP, OVERWRITES)
                        .title("Mark a run")
                        .description(
                                "Sets the final state of a run, for example success after a repair by hand. No task is "
                                        + "started; running tasks are stopped.")
                        .does(MarkDagRun.class, ChangedRun.class, control::mark),
                Tool.changes("backfill", GROUP, ToolHints.ADDS)
                        .title("Backfill a DAG")
                        .description(
                                "Creates runs of a scheduled DAG for past days. Only shows them unless dry_run is false.")
                        .does(StartBackfill.class, Backfilled.class, (input, call) -> control.backfill(input)));
    }
}
