package io.qubinode.mcp.airflow.airflowapi.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import io.qubinode.mcp.airflow.airflowapi.Airflow;
import io.qubinode.mcp.airflow.airflowapi.AirflowInsight;
import io.qubinode.mcp.airflow.airflowapi.Asset;
import io.qubinode.mcp.airflow.airflowapi.ComponentState;
import io.qubinode.mcp.airflow.airflowapi.Connection;
import io.qubinode.mcp.airflow.airflowapi.DagProfile;
import io.qubinode.mcp.airflow.airflowapi.DagSource;
import io.qubinode.mcp.airflow.airflowapi.DagTask;
import io.qubinode.mcp.airflow.airflowapi.ImportError;
import io.qubinode.mcp.airflow.airflowapi.LogEvent;
import io.qubinode.mcp.airflow.airflowapi.Page;
import io.qubinode.mcp.airflow.airflowapi.Pool;
import io.qubinode.mcp.airflow.airflowapi.RunQuery;
import io.qubinode.mcp.airflow.airflowapi.RunRecord;
import io.qubinode.mcp.airflow.airflowapi.TaskTry;
import io.qubinode.mcp.airflow.airflowapi.Variable;
import io.qubinode.mcp.airflow.airflowapi.wire.AirflowV2InsightClient;
import io.qubinode.mcp.airflow.airflowapi.wire.WireConnections;
import io.qubinode.mcp.airflow.airflowapi.wire.WireRunRecord;
import io.qubinode.mcp.airflow.airflowapi.wire.WireRunRecords;
import io.qubinode.mcp.airflow.airflowapi.wire.WireTasks;
import io.qubinode.mcp.airflow.airflowapi.wire.WireVariables;
import io.qubinode.mcp.airflow.airflowapi.wire.WireXcom;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads more of Airflow 3 by its REST API v2. */
final class AirflowV2Insight implements AirflowInsight {

    private static final String ALL_DAGS = "~";

    private final AirflowV2InsightClient client;
    private final AirflowV2InsightClient logClient;
    private final AirflowCalls calls;
    private final Airflow airflow;

    /**
     * An adapter.
     *
     * @param logClient has more time for an answer
     * @param airflow says what is near to what is missing
     */
    AirflowV2Insight(
            AirflowV2InsightClient client, AirflowV2InsightClient logClient, AirflowCalls calls, Airflow airflow) {
        this.client = client;
        this.logClient = logClient;
        this.calls = calls;
        this.airflow = airflow;
    }

    @Override
    public Page<RunRecord> runs(RunQuery query) {
        WireRunRecords page = calls.read(
                WireRunRecords.class,
                token -> client.runs(
                        token,
                        query.dagId().orElse(ALL_DAGS),
                        query.states(),
                        query.after().map(Object::toString).orElse(null),
                        query.before().map(Object::toString).orElse(null),
                        query.confContains().orElse(null),
                        "-run_after",
                        query.limit(),
                        query.offset()),
                () -> query.dagId().map(this::noDag).orElseGet(AirflowV2Insight::nothing));
        return new Page<>(
                page.dagRuns().stream().map(WireRunRecord::toRunRecord).toList(), page.totalEntries());
    }

    @Override
    public RunRecord run(String dagId, String runId) {
        return calls.read(WireRunRecord.class, token -> client.run(token, dagId, runId), () -> noRun(dagId, runId))
                .toRunRecord();
    }

    @Override
    public DagProfile profile(String dagId) {
        return calls.read(token -> client.profile(token, dagId), () -> noDag(dagId))
                .toDagProfile();
    }

    @Override
    public List<DagTask> tasks(String dagId) {
        return calls.read(token -> client.tasks(token, dagId), () -> noDag(dagId)).tasks().stream()
                .map(WireTasks.Task::toDagTask)
                .toList();
    }

    @Override
    public DagSource source(String dagId, Optional<Integer> version) {
        return calls.read(
                        token -> client.source(token, dagId, version.orElse(null)),
                        () -> version.map(number -> noVersion(dagId, number)).orElseGet(() -> noDag(dagId)))
                .toDagSource();
    }

    @Override
    public Page<ImportError> importErrors(int limit, int offset) {
        return calls.read(token -> client.importErrors(token, limit, offset, "filename"), AirflowV2Insight::nothing)
                .toPage();
    }

    @Override
    public List<ComponentState> components() {
        return calls.read(client::components, AirflowV2Insight::nothing).toComponentStates();
    }

    @Override
    public Page<Asset> assets(Optional<String> search, int limit, int offset) {
        return calls.read(
                        token -> client.assets(token, search.orElse(null), limit, offset, "name"),
                        AirflowV2Insight::nothing)
                .toPage();
    }

    @Override
    public Page<Pool> pools(int limit, int offset) {
        return calls.read(token -> client.pools(token, limit, offset, "name"), AirflowV2Insight::nothing)
                .toPage();
    }

    @Override
    public Page<Variable> variables(Optional<String> search, int limit, int offset) {
        return calls.read(
                        WireVariables.class,
                        token -> client.variables(token, search.orElse(null), limit, offset, "key"),
                        AirflowV2Insight::nothing)
                .toPage();
    }

    @Override
    public Page<Connection> connections(Optional<String> search, int limit, int offset) {
        return calls.read(
                        WireConnections.class,
                        token -> client.connections(token, search.orElse(null), limit, offset, "connection_id"),
                        AirflowV2Insight::nothing)
                .toPage();
    }

    @Override
    public Optional<JsonNode> result(String dagId, String runId, String taskId) {
        try {
            return Optional.ofNullable(calls.read(
                            WireXcom.class,
                            token -> client.result(token, dagId, runId, taskId),
                            AirflowV2Insight::nothing)
                    .value());
        } catch (ToolException e) {
            if (e.error().code() == ErrorCode.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public Optional<String> followLog(TaskTry attempt, Optional<String> token, Consumer<LogEvent> line) {
        var reader = new LogStream(line);
        return calls.read(
                header -> {
                    InputStream body = logClient.log(
                            header,
                            attempt.dagId(),
                            attempt.runId(),
                            attempt.taskId(),
                            attempt.number(),
                            attempt.mapIndex().orElse(-1),
                            token.orElse(null));
                    return reader.read(body);
                },
                () -> new ToolException(
                        ErrorCode.NOT_FOUND,
                        "Airflow has no log of try " + attempt.number() + " of task " + attempt.taskId() + ".",
                        "get_dag_status shows the tries of each task."));
    }

    private ToolException noDag(String dagId) {
        return notFoundBy(() -> airflow.dag(dagId));
    }

    private ToolException noRun(String dagId, String runId) {
        return notFoundBy(() -> airflow.run(dagId, runId));
    }

    private static ToolException notFoundBy(Runnable look) {
        try {
            look.run();
            return nothing();
        } catch (ToolException e) {
            return e;
        }
    }

    private static ToolException noVersion(String dagId, int number) {
        return new ToolException(
                ErrorCode.NOT_FOUND,
                "Airflow has no version " + number + " of DAG " + dagId + ".",
                "Leave version out for the newest.");
    }

    private static ToolException nothing() {
        return new ToolException(ErrorCode.NOT_FOUND, "Airflow does not have this.", "");
    }
}
