package io.qubinode.mcp.airflow.dag;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.qubinode.mcp.airflow.airflowapi.AirflowInstances;
import io.qubinode.mcp.airflow.airflowapi.Dag;
import io.qubinode.mcp.airflow.airflowapi.DagRun;
import io.qubinode.mcp.airflow.airflowapi.Ids;
import io.qubinode.mcp.airflow.airflowapi.TaskInstance;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;

@Singleton
public final class DagTools implements ToolProvider {

    private static final String GROUP = "dag_management";

    private final AirflowInstances airflows;
    private final DagRunsOfAll runs;

    @Inject
    DagTools(AirflowInstances airflows, DagRunsOfAll runs) {
        this.airflows = airflows;
        this.runs = runs;
    }

    public record ListDags(
            @JsonPropertyDescription("Part of the DAG id")
            Optional<@Pattern(regexp = Ids.PART, message = Ids.DAG_RULE) String> search,

            @JsonPropertyDescription("Any of these tags") @JsonProperty(defaultValue = "[]") @Size(max = 20)
            List<@Size(max = 100) String> tags,

            Optional<Boolean> paused,

            @JsonProperty(defaultValue = "50") @Min(1) @Max(100)
            int limit,

            @JsonPropertyDescription("next_cursor of the page before")
            Optional<@Pattern(regexp = Ids.CURSOR, message = Ids.CURSOR_RULE) String> cursor) {}

    /**
     * A page of DAGs.
     *
     * @param nextCursor for the next page; absent on the last
     */
    public record DagList(List<Dag> dags, int total, Optional<String> nextCursor) {}

    /** What to do with a paused DAG. */
    public enum IfPaused {
        REFUSE,
        QUEUE,
        UNPAUSE
    }

    public record TriggerDag(
            @JsonAlias("name") @Pattern(regexp = Ids.DAG, message = Ids.DAG_RULE)
            String dagId,

            @JsonPropertyDescription("Values of the DAG's params") @JsonProperty(defaultValue = "{}")
            Map<String, Object> conf,

            Optional<@Pattern(regexp = Ids.RUN, message = Ids.RUN_RULE) String> runId,

            @JsonPropertyDescription("Shown on the run's page in Airflow")
            Optional<@Size(max = 500) String> note,

            @JsonPropertyDescription("queue: the run waits until someone unpauses; unpause: also starts its schedule")
            @JsonProperty(defaultValue = "refuse")
            IfPaused ifPaused,

            @JsonPropertyDescription("Wait so long for the run to end")
            @JsonProperty(defaultValue = "0")
            @Min(0)
            @Max(600)
            int waitSeconds) {}

    public record Triggered(DagRun run, Optional<String> note) {}

    public record GetDagStatus(
            @JsonAlias("name") @Pattern(regexp = Ids.DAG, message = Ids.DAG_RULE)
            String dagId,

            @JsonPropertyDescription("The newest run when left out")
            Optional<@Pattern(regexp = Ids.RUN, message = Ids.RUN_RULE) String> runId) {}

    /**
     * A run and its tasks.
     *
     * @param failures the last log lines of tasks that failed
     */
    public record DagStatus(DagRun run, List<TaskInstance> tasks, List<Failure> failures, Optional<String> note) {}

    /** The end of a failed task's log. */
    public record Failure(
            String taskId,
            Optional<Integer> mapIndex,
            int tryNumber,
            @WrittenByOthers String log) {}

    @Override
    public List<Tool<?, ?>> tools() {
        return airflows.tools(
                one -> declared(new DagCatalogue(one.airflow()), runs.at(one), new DagStatuses(one.airflow())));
    }

    private static List<Tool<?, ?>> declared(DagCatalogue catalogue, DagRuns runs, DagStatuses statuses) {
        return List.of(
                Tool.reads("list_dags", GROUP)
                        .title("List DAGs")
                        .description("Lists the Airflow workflows (DAGs) with schedule, paused flag and state of the"
                                + " newest run.")
                        .does(ListDags.class, DagList.class, (input, call) -> catalogue.list(input)),
                Tool.changes("trigger_dag", GROUP, ToolHints.ADDS)
                        .title("Trigger a DAG")
                        .description("Starts a run of a DAG. conf is checked against the DAG's params first. With"
                                + " wait_seconds it waits for the end and returns the final state; otherwise ask"
                                + " get_dag_status.")
                        .does(TriggerDag.class, Triggered.class, runs::trigger),
                Tool.reads("get_dag_status", GROUP)
                        .title("Status of a DAG run")
                        .description("State of a DAG's run and of each of its tasks; of failed tasks the last log"
                                + " lines.")
                        .does(GetDagStatus.class, DagStatus.class, (input, call) -> statuses.of(input)));
    }
}
