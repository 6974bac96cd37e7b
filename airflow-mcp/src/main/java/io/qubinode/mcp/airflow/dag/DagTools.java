package io.qubinode.mcp.airflow.dag;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import io.qubinode.mcp.airflow.airflowapi.AirflowInstances;
import io.qubinode.mcp.airflow.airflowapi.Dag;
import io.qubinode.mcp.airflow.airflowapi.DagRun;
import io.qubinode.mcp.airflow.airflowapi.Ids;
import io.qubinode.mcp.airflow.airflowapi.LogicalDate;
import io.qubinode.mcp.airflow.airflowapi.PageAddress;
import io.qubinode.mcp.airflow.airflowapi.ShownParam;
import io.qubinode.mcp.airflow.airflowapi.TaskInstance;
import io.qubinode.mcp.airflow.airflowapi.TaskQuestion;
import io.qubinode.mcp.airflow.argument.Descriptions;
import io.qubinode.mcp.security.secret.ForeignText;
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

@Singleton
public final class DagTools implements ToolProvider {

    private static final String GROUP = "dag_management";
    private static final int LONGEST_BODY = 1_000;

    private final AirflowInstances airflows;
    private final DagRunsOfAll runs;

    @Inject
    DagTools(AirflowInstances airflows, DagRunsOfAll runs) {
        this.airflows = airflows;
        this.runs = runs;
    }

    public record ListDags(
            @JsonPropertyDescription("Part of the DAG's id or display name, ignoring case.")
            Optional<@Pattern(regexp = Ids.SEARCH, message = Ids.SEARCH_RULE) String> search,

            @JsonPropertyDescription("List DAGs with at least one of these tags.")
            @JsonProperty(defaultValue = "[]")
            @Size(max = 20)
            List<@Size(max = 100) @Pattern(regexp = Ids.TAG, message = Ids.TAG_RULE) String> tags,

            @JsonPropertyDescription("true lists only paused DAGs, false only active ones.")
            Optional<Boolean> paused,

            @JsonPropertyDescription(Descriptions.LIMIT) @JsonProperty(defaultValue = "50") @Min(1) @Max(100)
            int limit,

            @JsonPropertyDescription(Descriptions.CURSOR)
            Optional<@Pattern(regexp = Ids.CURSOR, message = Ids.CURSOR_RULE) String> cursor) {}

    /**
     * A page of DAGs.
     *
     * @param nextCursor for the next page; absent on the last
     * @param brokenFiles how many DAG files cannot be read, on the first page; absent for none
     */
    public record DagList(
            List<Dag> dags,
            int total,
            Optional<String> nextCursor,
            Optional<Integer> brokenFiles,
            Optional<String> note) {}

    /** What to do with a paused DAG. */
    public enum IfPaused {
        REFUSE,
        QUEUE,
        UNPAUSE
    }

    public record TriggerDag(
            @JsonPropertyDescription(Descriptions.DAG)
            @JsonAlias("name")
            @Pattern(regexp = Ids.DAG, message = Ids.DAG_RULE)
            String dagId,

            @JsonPropertyDescription("Values of the DAG's params.") @JsonProperty(defaultValue = "{}")
            Map<String, Object> conf,

            @JsonPropertyDescription("true accepts params that the DAG does not declare.")
            @JsonProperty(defaultValue = "false")
            boolean allowUnknown,

            @JsonPropertyDescription("Id of the new run. Default: a generated one.")
            Optional<@Pattern(regexp = Ids.RUN, message = Ids.RUN_RULE) String> runId,

            @JsonPropertyDescription("Date that the run is for ({{ ds }}), UTC: 2026-11-24, a time, 24h (ago) or none. "
                    + "Default: now.")
            Optional<@Pattern(regexp = LogicalDate.PATTERN, message = LogicalDate.RULE) String> logicalDate,

            @JsonPropertyDescription("Text to show on the run's page in Airflow.")
            Optional<@Size(max = 500) String> note,

            @JsonPropertyDescription(
                    "If the DAG is paused: refuse, queue the run until someone unpauses it, or unpause it, "
                            + "which starts its schedule too.")
            @JsonProperty(defaultValue = "refuse")
            IfPaused ifPaused,

            @JsonPropertyDescription("Seconds to wait for the run to finish; 0 returns immediately.")
            @JsonProperty(defaultValue = "0")
            @Min(0)
            @Max(600)
            int waitSeconds,

            @JsonPropertyDescription(Descriptions.DRY_RUN) @JsonProperty(defaultValue = "false")
            boolean dryRun) {

        /** A run with a conf, and all else as when it is left out. */
        public TriggerDag(String dagId, Map<String, Object> conf, Optional<String> logicalDate, int waitSeconds) {
            this(
                    dagId,
                    conf,
                    false,
                    Optional.empty(),
                    logicalDate,
                    Optional.empty(),
                    IfPaused.REFUSE,
                    waitSeconds,
                    false);
        }
    }

    /**
     * A run that was started, or what it would have.
     *
     * @param run absent after a dry run
     * @param conf after a dry run: the params' defaults below the values that were given
     */
    public record Triggered(
            Optional<DagRun> run, @WrittenByOthers Optional<JsonNode> conf, Optional<String> note) {}

    public record GetDagStatus(
            @JsonPropertyDescription(Descriptions.DAG)
            @JsonAlias("name")
            @Pattern(regexp = Ids.DAG, message = Ids.DAG_RULE)
            String dagId,

            @JsonPropertyDescription(Descriptions.NEWEST_RUN)
            Optional<@Pattern(regexp = Ids.RUN, message = Ids.RUN_RULE) String> runId,

            @JsonPropertyDescription("Id of the only task to show.")
            Optional<@Pattern(regexp = Ids.DAG, message = Ids.DAG_RULE) String> taskId,

            @JsonPropertyDescription("Show only tasks in these states, such as failed.")
            @JsonProperty(defaultValue = "[]")
            @Size(max = 20)
            List<@Pattern(regexp = "[a-z_]{1,30}", message = "must be a task state") String> states) {}

    /**
     * A run and its tasks.
     *
     * @param failures the last log lines of tasks that failed
     * @param earlierTries tries before the newest, also of tasks that were cleared
     * @param results what the last tasks returned, by task
     * @param waitsFor what a run that has not ended waits for
     * @param questions what tasks ask a person; respond_to_task answers
     */
    public record DagStatus(
            DagRun run,
            List<TaskInstance> tasks,
            int totalTasks,
            List<Failure> failures,
            Optional<List<EarlierTry>> earlierTries,
            @WrittenByOthers Optional<JsonNode> results,
            Optional<List<String>> waitsFor,
            Optional<List<Question>> questions,
            Optional<String> note) {}

    /**
     * What a task asks a person.
     *
     * @param defaults what is taken when nobody answers in time
     * @param params values that may be given with the answer
     * @param link the page where a person can answer too
     */
    public record Question(
            String taskId,
            Optional<Integer> mapIndex,
            @WrittenByOthers String subject,
            @WrittenByOthers Optional<String> body,
            @WrittenByOthers List<String> options,
            boolean multiple,
            @WrittenByOthers Optional<List<String>> defaults,
            @WrittenByOthers Optional<JsonNode> params,
            String link) {

        static Question of(DagRun run, TaskQuestion asked, PageAddress pages) {
            return new Question(
                    asked.taskId(),
                    asked.mapIndex(),
                    ForeignText.shown(asked.subject()),
                    asked.body().map(text -> ForeignText.shown(text, LONGEST_BODY)),
                    asked.options().stream().map(ForeignText::shown).toList(),
                    asked.multiple(),
                    asked.defaults()
                            .map(list -> list.stream().map(ForeignText::shown).toList()),
                    asked.params().map(ShownParam::ofQuestion),
                    pages.ofQuestion(run, asked.taskId(), asked.mapIndex()));
        }
    }

    /**
     * A try of a task before its newest.
     *
     * @param reason why it failed, as its log tells
     */
    public record EarlierTry(
            String taskId,
            Optional<Integer> mapIndex,
            int tryNumber,
            Optional<String> state,
            Optional<Instant> startedAt,
            Optional<Double> durationSeconds,
            @WrittenByOthers Optional<String> reason) {}

    /** The end of a failed task's log. */
    public record Failure(
            String taskId,
            Optional<Integer> mapIndex,
            int tryNumber,
            @WrittenByOthers String log) {}

    @Override
    public List<Tool<?, ?>> tools() {
        return airflows.tools(one ->
                declared(new DagCatalogue(one.airflow()), runs.at(one), new DagStatuses(one.airflow(), one.pages())));
    }

    private static List<Tool<?, ?>> declared(DagCatalogue catalogue, DagRuns runs, DagStatuses statuses) {
        return List.of(
                Tool.reads("list_dags", GROUP)
                        .title("List DAGs")
                        .description(
                                "Lists Airflow workflows (DAGs) with schedule, paused flag and state of the newest run.")
                        .does(ListDags.class, DagList.class, (input, call) -> catalogue.list(input)),
                Tool.changes("trigger_dag", GROUP, ToolHints.ADDS)
                        .title("Trigger a DAG")
                        .description("Starts a run of a DAG. get_dag_status then shows its state.")
                        .does(TriggerDag.class, Triggered.class, runs::trigger),
                Tool.reads("get_dag_status", GROUP)
                        .title("Status of a DAG run")
                        .description(
                                "Shows a DAG run and its tasks: states, results, what it waits for, the last log lines of failed tasks.")
                        .does(GetDagStatus.class, DagStatus.class, (input, call) -> statuses.of(input)));
    }
}
