package io.qubinode.mcp.airflow.log;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.qubinode.mcp.airflow.airflowapi.AirflowInstances;
import io.qubinode.mcp.airflow.airflowapi.Ids;
import io.qubinode.mcp.airflow.argument.Descriptions;
import io.qubinode.mcp.security.tool.Tool;
import io.qubinode.mcp.security.tool.ToolProvider;
import io.qubinode.mcp.security.tool.Verbatim;
import io.qubinode.mcp.security.tool.WrittenByOthers;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Optional;

@Singleton
public final class LogTools implements ToolProvider {

    private final AirflowInstances airflows;

    @Inject
    LogTools(AirflowInstances airflows) {
        this.airflows = airflows;
    }

    public record GetTaskLogs(
            @JsonPropertyDescription(Descriptions.DAG) @Pattern(regexp = Ids.DAG, message = Ids.DAG_RULE)
            String dagId,

            @JsonPropertyDescription(Descriptions.TASK) @Pattern(regexp = Ids.DAG, message = Ids.DAG_RULE)
            String taskId,

            @JsonPropertyDescription(Descriptions.NEWEST_RUN)
            Optional<@Pattern(regexp = Ids.RUN, message = Ids.RUN_RULE) String> runId,

            @JsonPropertyDescription("Number of the try; -1 returns all. Default: the newest.")
            Optional<@Min(-1) @Max(10_000) Integer> tryNumber,

            @JsonPropertyDescription("Index of a mapped task's instance; -1 returns all.")
            Optional<@Min(-1) @Max(1_000_000) Integer> mapIndex,

            @JsonPropertyDescription("Number of last lines to return.")
            @JsonProperty(defaultValue = "200")
            @Min(1)
            @Max(2_000)
            int tail,

            @JsonPropertyDescription("Number of first lines to return instead.")
            Optional<@Min(1) @Max(2_000) Integer> head,

            @JsonPropertyDescription(Descriptions.GREP) @Verbatim
            Optional<@Size(min = 1, max = 200) String> grep,

            @JsonPropertyDescription("Lines to return around each match.")
            @JsonProperty(defaultValue = "0")
            @Min(0)
            @Max(20)
            int context,

            @JsonPropertyDescription("Lowest level of log records to return.")
            Optional<LogFilter.Level> level,

            @JsonPropertyDescription("true returns only the number of matching_lines.")
            @JsonProperty(defaultValue = "false")
            boolean countOnly,

            @JsonPropertyDescription("true shows date and zone in each line, not only the time (UTC).")
            @JsonProperty(defaultValue = "false")
            boolean dates,

            @JsonPropertyDescription("Seconds to wait for new lines of a running task.")
            @JsonProperty(defaultValue = "0")
            @Min(0)
            @Max(600)
            int followSeconds,

            @JsonPropertyDescription("next_cursor of the previous answer; returns the lines after it.")
            Optional<@Pattern(regexp = LogCursor.PATTERN, message = Ids.CURSOR_RULE) String> cursor) {}

    /**
     * Part of a log.
     *
     * @param fromLine number of the first line shown, from 1; absent when none is
     * @param matchingLines how many lines of the whole log match grep and level; all when neither is given
     * @param nextCursor reads on from here; absent at the end of a log that does not grow any more
     */
    public record TaskLog(
            String runId,
            int tryNumber,
            Optional<String> state,
            @WrittenByOthers String text,
            Optional<Long> fromLine,
            Optional<Long> toLine,
            long totalLines,
            long matchingLines,
            Optional<String> nextCursor,
            Optional<String> note) {}

    @Override
    public List<Tool<?, ?>> tools() {
        return airflows.tools(one -> declared(new TaskLogs(one.airflow())));
    }

    private static List<Tool<?, ?>> declared(TaskLogs logs) {
        return List.of(Tool.reads("get_task_logs", "log_access")
                .title("Log of a task")
                .description("Returns the last lines of a task's log as plain text, exceptions included.")
                .does(GetTaskLogs.class, TaskLog.class, logs::read));
    }
}
