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

    /** One run, or the newest when no id is given; empty when there is none. */
    default Optional<RunDetails> runDetailsOrNewest(String dagId, Optional<String> runId) {
        return runId.or(() -> newestRun(dagId).map(DagRun::runId)).map(id -> runDetails(dagId, id));
    }

    /** One run with all of its conf, up to a million characters; empty when there is no such run, or no such DAG. */
    Optional<RunDetails> findRun(String dagId, String runId);

    /** Who ended a run from outside, as its note and Airflow's audit tell; empty when it ended on its own, or nobody may know. */
    Optional<RunEnding> ending(RunDetails run);

    /**
     * Ends a run by saying how it ended. Its running tasks are stopped.
     *
     * @param state success or failed
     * @param note shown on its page in Airflow
     */
    DagRun setRunState(String dagId, String runId, String state, String note);

    /** Deletes a run with its task instances and their XComs; Airflow keeps the logs. */
    void deleteRun(String dagId, String runId);

    /** Task instances of a run, in the order in which Airflow gives them; none when there is no such task. */
    Page<TaskInstance> taskInstances(TaskQuery query);

    /**
     * One task instance.
     *
     * @param mapIndex of a mapped task
     * @return empty when there is none, in particular for a mapped task without an index
     */
    Optional<TaskInstance> taskInstance(DagRun run, String taskId, Optional<Integer> mapIndex);

    /** The ids of a run's tasks, for suggestions: those of its DAG, or of its first instances when the DAG is gone. */
    default List<String> taskIds(DagRun run) {
        try {
            return tasks(run.dagId()).stream().map(DagTask::taskId).toList();
        } catch (ToolException e) {
            return taskInstances(TaskQuery.of(run, 1_000)).items().stream()
                    .map(TaskInstance::taskId)
                    .distinct()
                    .toList();
        }
    }

    /** The tries of a task instance that are over, the first one first, also those before it was cleared. */
    List<PastTry> tries(DagRun run, TaskInstance task);

    /** What tasks of a run ask and nobody has answered; none where Airflow has no such questions. */
    List<TaskQuestion> questions(DagRun run);

    /**
     * Answers what a task asks.
     *
     * @throws ToolException also {@code already_exists} when somebody has answered it
     */
    void answer(DagRun run, TaskQuestion question, TaskAnswer answer);

    /** Why a task instance does not start, in Airflow's words; none when it does, or Airflow does not say. */
    List<String> obstacles(DagRun run, TaskInstance task);

    /** What clearing would run again. Changes nothing. */
    List<TaskInstance> wouldClear(Clearing clearing);

    /**
     * Lets task instances run again, and their run continue.
     *
     * @param note shown on the page of each in Airflow, where it has that
     */
    List<TaskInstance> clear(Clearing clearing, String note);

    /** What a task returned, its XCom {@code return_value}; empty when it returned nothing. */
    Optional<JsonNode> result(DagRun run, String taskId, Optional<Integer> mapIndex);

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
     * @return where to continue; empty when the try has ended and all of its log was read
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
