package io.qubinode.mcp.airflow.airflowapi;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What more can be read of Airflow. As {@link Airflow}: blocks, tries twice when the connection fails, and throws
 * {@link io.qubinode.mcp.security.core.ToolException}. Where a generation lacks a thing, it answers {@code backend_refused}
 * and says so.
 */
public interface AirflowInsight {

    /** The runs that match, the newest first. */
    Page<RunRecord> runs(RunQuery query);

    /** One run. */
    RunRecord run(String dagId, String runId);

    /** One DAG. */
    DagProfile profile(String dagId);

    /** The tasks of a DAG in the order of their ids. */
    List<DagTask> tasks(String dagId);

    /**
     * The Python file of a DAG.
     *
     * @param version empty for the newest; ignored where Airflow has no versions
     */
    DagSource source(String dagId, Optional<Integer> version);

    /** The files that cannot be read, in the order of their names. */
    Page<ImportError> importErrors(int limit, int offset);

    /** The parts of Airflow. */
    List<ComponentState> components();

    /** Assets (datasets) whose name holds a text. */
    Page<Asset> assets(Optional<String> search, int limit, int offset);

    /** Pools by name. */
    Page<Pool> pools(int limit, int offset);

    /** Variables whose key holds a text. */
    Page<Variable> variables(Optional<String> search, int limit, int offset);

    /** Connections whose id holds a text. */
    Page<Connection> connections(Optional<String> search, int limit, int offset);

    /** What a task that is not mapped returned, its XCom {@code return_value}; empty when it returned nothing. */
    Optional<JsonNode> result(String dagId, String runId, String taskId);

    /**
     * Reads what a growing log has become.
     *
     * @param token what the call before returned; empty to read from the beginning
     * @param line is called with each new event, in order, as it arrives
     * @return where to go on; empty when the try has ended and all of its log was read
     */
    Optional<String> followLog(TaskTry attempt, Optional<String> token, Consumer<LogEvent> line);
}
