package io.qubinode.mcp.airflow.airflowapi;

import com.fasterxml.jackson.databind.JsonNode;
import io.qubinode.mcp.security.core.ToolException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What the features need of Airflow. Every method blocks until Airflow has answered or its time-out is over, and throws
 * {@link ToolException}: {@code not_found} for a DAG, run or task that does not exist, {@code backend_unavailable},
 * {@code backend_timeout} or {@code backend_refused} when Airflow does not answer as it should, or lacks what is asked for in its
 * version. Reads are tried up to three times when the connection fails, changes once.
 */
public interface Airflow {

    /** Airflow's version, such as {@code 3.3.2}. */
    String version();

    List<ComponentState> components();

    /** The DAGs that match, in the order of their ids. */
    Page<Dag> dags(DagQuery query);

    /** One DAG with its params. */
    DagDetails dag(String dagId);

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

    /** Lets a DAG's runs wait, or be scheduled again. */
    void setPaused(String dagId, boolean paused);

    /**
     * Creates a run.
     *
     * @throws ToolException also {@code already_exists} for a run id that is taken, {@code invalid_argument} for a conf that
     *     Airflow refuses
     */
    DagRun trigger(String dagId, NewDagRun run);

    /** The runs that match, the newest first. Of each conf about 16,000 characters are read. */
    Page<RunDetails> runs(RunQuery query);

    /** The run that was or will be started last; empty when there is none. */
    Optional<DagRun> newestRun(String dagId);

    DagRun run(String dagId, String runId);

    /** One run, or the newest when no id is given; empty when there is none. */
    default Optional<DagRun> runOrNewest(String dagId, Optional<String> runId) {
        return runId.map(id -> run(dagId, id)).or(() -> newestRun(dagId));
    }

    /** One run with as much of its conf as {@link #runs} reads. */
    RunDetails runDetails(String dagId, String runId);

    /** One run with all of its conf, up to a million characters; empty when there is no such run, or no such DAG. */
    Optional<RunDetails> findRun(String dagId, String runId);

    /**
     * Ends a run by saying how it ended. Its running tasks are stopped.
     *
     * @param state success or failed
     * @param note shown on its page in Airflow
     */
    DagRun setRunState(String dagId, String runId, String state, String note);

    /** All task instances of a run, at most 1,000, in the order in which Airflow gives them. */
    List<TaskInstance> taskInstances(String dagId, String runId);

    /** What clearing would run again. Changes nothing. */
    List<TaskInstance> wouldClear(Clearing clearing);

    /**
     * Lets task instances run again, and their run go on.
     *
     * @param note shown on the page of each in Airflow, where it has that
     */
    List<TaskInstance> clear(Clearing clearing, String note);

    /** What a task that is not mapped returned, its XCom {@code return_value}; empty when it returned nothing. */
    Optional<JsonNode> result(String dagId, String runId, String taskId);

    /**
     * Reads the log of one try of a task instance from its beginning.
     *
     * @param line is called with each event in order, as it arrives
     */
    void readLog(TaskTry attempt, Consumer<LogEvent> line);

    /**
     * Reads what a growing log has become.
     *
     * @param token what the call before returned; empty to read from the beginning
     * @param line is called with each new event, in order, as it arrives
     * @return where to go on; empty when the try has ended and all of its log was read
     */
    Optional<String> followLog(TaskTry attempt, Optional<String> token, Consumer<LogEvent> line);

    /** For which dates a backfill would make runs. Changes nothing. */
    List<Instant> wouldBackfill(BackfillPlan plan);

    /** Makes the runs of a backfill, and tells its id. */
    int backfill(BackfillPlan plan);

    /** Assets (datasets) whose name holds a text. */
    Page<Asset> assets(Optional<String> search, int limit, int offset);

    Page<Pool> pools(int limit, int offset);

    /** Variables whose key holds a text. */
    Page<Variable> variables(Optional<String> search, int limit, int offset);

    /** Connections whose id holds a text. */
    Page<Connection> connections(Optional<String> search, int limit, int offset);
}
