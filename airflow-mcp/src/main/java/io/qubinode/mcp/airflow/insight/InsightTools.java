package io.qubinode.mcp.airflow.insight;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import io.qubinode.mcp.airflow.airflowapi.AirflowInstances;
import io.qubinode.mcp.airflow.airflowapi.Ids;
import io.qubinode.mcp.airflow.airflowapi.TimeExpression;
import io.qubinode.mcp.airflow.argument.Descriptions;
import io.qubinode.mcp.security.tool.Tool;
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

/** The tools that look into DAGs and their runs. */
@Singleton
public final class InsightTools implements ToolProvider {

    static final String GROUP = "dag_insight";

    private final AirflowInstances airflows;

    @Inject
    InsightTools(AirflowInstances airflows) {
        this.airflows = airflows;
    }

    public enum RunState {
        QUEUED,
        RUNNING,
        SUCCESS,
        FAILED
    }

    public record ListDagRuns(
            @JsonPropertyDescription("Id of the DAG. Default: all DAGs.") @JsonAlias("name")
            Optional<@Pattern(regexp = Ids.DAG, message = Ids.DAG_RULE) String> dagId,

            @JsonPropertyDescription("List only runs in these states. Default: all states.")
            @JsonProperty(defaultValue = "[]")
            @Size(max = 4)
            List<RunState> states,

            @JsonPropertyDescription("List runs from this time on: a date, a UTC time or an age such as 24h.")
            Optional<@Pattern(regexp = TimeExpression.PATTERN, message = TimeExpression.RULE) String> since,

            @JsonPropertyDescription("List runs before this time, written like since.")
            Optional<@Pattern(regexp = TimeExpression.PATTERN, message = TimeExpression.RULE) String> until,

            @JsonPropertyDescription("Text that the run's conf contains.")
            Optional<@Size(min = 1, max = 200) String> confContains,

            @JsonPropertyDescription(Descriptions.LIMIT) @JsonProperty(defaultValue = "20") @Min(1) @Max(100)
            int limit,

            @JsonPropertyDescription(Descriptions.CURSOR)
            Optional<@Pattern(regexp = Ids.CURSOR, message = Ids.CURSOR_RULE) String> cursor) {}

    /**
     * A run in a list; times in UTC.
     *
     * @param runAfter when it may start
     * @param startedAt absent when it has not started
     */
    public record RunLine(
            String dagId,
            String runId,
            String state,
            String runType,
            Optional<Instant> runAfter,
            Optional<Instant> startedAt,
            Optional<Double> durationSeconds,
            @WrittenByOthers Optional<JsonNode> conf) {}

    public record RunList(List<RunLine> runs, int total, Optional<String> nextCursor) {}

    /** How the task graph is written. */
    public enum Graph {
        TEXT,
        MERMAID
    }

    public record GetDagDetails(
            @JsonPropertyDescription(Descriptions.DAG)
            @JsonAlias("name")
            @Pattern(regexp = Ids.DAG, message = Ids.DAG_RULE)
            String dagId,

            @JsonPropertyDescription("Format of the task graph.") @JsonProperty(defaultValue = "text")
            Graph graph) {}

    /**
     * A DAG.
     *
     * @param params their JSON Schemas with description and default
     * @param graph each task with those after it
     */
    public record Details(
            String dagId,
            @WrittenByOthers Optional<String> displayName,
            @WrittenByOthers Optional<String> description,
            @WrittenByOthers Optional<String> doc,
            Optional<String> schedule,
            Optional<String> timezone,
            boolean paused,
            Optional<Instant> nextRun,
            boolean catchup,
            Optional<Integer> maxActiveRuns,
            Optional<Boolean> importErrors,
            Optional<Integer> version,
            List<String> owners,
            List<String> tags,
            @WrittenByOthers Map<String, JsonNode> params,
            int tasks,
            String graph,
            Optional<String> note) {}

    public record GetDagSource(
            @JsonPropertyDescription(Descriptions.DAG)
            @JsonAlias("name")
            @Pattern(regexp = Ids.DAG, message = Ids.DAG_RULE)
            String dagId,

            @JsonPropertyDescription("Number of the DAG version. Default: the newest.")
            Optional<@Min(1) @Max(1_000_000) Integer> version,

            @JsonPropertyDescription("Number of the first line to return.")
            @JsonProperty(defaultValue = "1")
            @Min(1)
            @Max(1_000_000)
            int fromLine) {}

    public record Source(
            Optional<Integer> version,
            @WrittenByOthers String text,
            int fromLine,
            int toLine,
            int totalLines,
            Optional<String> note) {}

    public record DiagnoseDagRun(
            @JsonPropertyDescription(Descriptions.DAG)
            @JsonAlias("name")
            @Pattern(regexp = Ids.DAG, message = Ids.DAG_RULE)
            String dagId,

            @JsonPropertyDescription("Id of the DAG run. Default: the newest failed one.")
            Optional<@Pattern(regexp = Ids.RUN, message = Ids.RUN_RULE) String> runId) {}

    /**
     * Why a run failed.
     *
     * @param failed the tasks that failed on their own, with the end of their logs
     * @param notRun tasks that did not run because of them
     * @param changed what differs from the last run that succeeded
     */
    public record Diagnosis(
            String runId,
            String state,
            String summary,
            List<FailedTask> failed,
            List<String> notRun,
            @WrittenByOthers List<String> changed,
            List<String> next) {}

    public record FailedTask(
            String taskId,
            Optional<Integer> mapIndex,
            int tryNumber,
            Optional<Double> durationSeconds,
            @WrittenByOthers String log) {}

    public record ResolveUrl(
            @JsonPropertyDescription("Link copied from Airflow's web pages.") @Size(min = 8, max = 2_000)
            String url) {}

    /** What a link points at; what it does not name is left out. */
    public record Target(
            String dagId,
            Optional<String> runId,
            Optional<String> taskId,
            Optional<Integer> mapIndex,
            Optional<Integer> tryNumber,
            String next) {}

    @Override
    public List<Tool<?, ?>> tools() {
        return airflows.tools(one -> declared(
                new RunLists(one.airflow()),
                new DagViews(one.airflow()),
                new RunDiagnosis(one.airflow()),
                new AirflowLinks(one.addresses())));
    }

    private static List<Tool<?, ?>> declared(RunLists runs, DagViews dags, RunDiagnosis diagnosis, AirflowLinks links) {
        return List.of(
                Tool.reads("list_dag_runs", GROUP)
                        .title("List runs")
                        .description(
                                "Lists runs of one DAG or of all DAGs, newest first, by state, time and conf. Example: "
                                        + "all that failed since yesterday: states [\"failed\"], since \"24h\".")
                        .does(ListDagRuns.class, RunList.class, (input, call) -> runs.list(input)),
                Tool.reads("get_dag_details", GROUP)
                        .title("Details of a DAG")
                        .description(
                                "Shows one DAG: its params with types, bounds and defaults (the conf that trigger_dag "
                                        + "accepts), schedule, next run and task graph.")
                        .does(GetDagDetails.class, Details.class, (input, call) -> dags.details(input)),
                Tool.reads("get_dag_source", GROUP)
                        .title("Source of a DAG")
                        .description("Returns the Python file of a DAG, starting at a line.")
                        .does(GetDagSource.class, Source.class, (input, call) -> dags.source(input)),
                Tool.reads("diagnose_dag_run", "dag_management")
                        .title("Why a run failed")
                        .description(
                                "Explains in one call why a run failed: which task failed and why, what did not run, what changed since the last success, what to try.")
                        .does(DiagnoseDagRun.class, Diagnosis.class, (input, call) -> diagnosis.of(input)),
                Tool.reads("resolve_airflow_url", GROUP)
                        .title("Resolve a link to Airflow")
                        .description("Shows what a link into Airflow's web pages points at: DAG, run, task, try.")
                        .does(ResolveUrl.class, Target.class, (input, call) -> links.resolve(input.url())));
    }
}
