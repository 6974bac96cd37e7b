package io.qubinode.mcp.airflow.airflowapi;

import io.qubinode.mcp.security.core.ToolException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What the features need of Airflow. Every method blocks until Airflow has answered or its time-out is over, and throws
 * {@link ToolException}: {@code not_found} for a DAG, run or task that does not exist, {@code backend_unavailable},
 * {@code backend_timeout} or {@code backend_refused} when Airflow does not answer as it should. Reads are tried up to
 * three times when the connection fails, changes once.
 */
public interface Airflow {

    /** Airflow's version, such as {@code 3.3.2}. */
    String version();

    /** The DAGs that match, in the order of their ids. */
    DagPage dags(DagQuery query);

    /** One DAG with its params. */
    DagDetails dag(String dagId);

    /** Lets a DAG's runs be scheduled. */
    void unpause(String dagId);

    /**
     * Creates a run.
     *
     * @throws ToolException also {@code already_exists} for a run id that is taken, {@code invalid_argument} for a conf that
     *     Airflow refuses
     */
    DagRun trigger(String dagId, NewDagRun run);

    /** The run that was or will be started last; empty when there is none. */
    Optional<DagRun> newestRun(String dagId);

    /** One run. */
    DagRun run(String dagId, String runId);

    /** One run with what it was created with; empty when there is no such run, or no such DAG. */
    Optional<TriggeredRun> findRun(String dagId, String runId);

    /** All task instances of a run, at most 1,000, in the order in which Airflow gives them. */
    List<TaskInstance> taskInstances(String dagId, String runId);

    /**
     * Reads the log of one try of a task instance from its beginning.
     *
     * @param line is called with each event in order, as it arrives
     */
    void readLog(TaskTry attempt, Consumer<LogEvent> line);
}
