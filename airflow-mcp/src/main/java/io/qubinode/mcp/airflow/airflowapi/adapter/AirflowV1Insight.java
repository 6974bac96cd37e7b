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
import io.qubinode.mcp.airflow.airflowapi.wire.WireConnections;
import io.qubinode.mcp.airflow.airflowapi.wire.WireTasks;
import io.qubinode.mcp.airflow.airflowapi.wire.WireVariables;
import io.qubinode.mcp.airflow.airflowapi.wire.WireXcom;
import io.qubinode.mcp.airflow.airflowapi.wire.v1.AirflowV1InsightClient;
import io.qubinode.mcp.airflow.airflowapi.wire.v1.WireV1RunRecord;
import io.qubinode.mcp.airflow.airflowapi.wire.v1.WireV1RunRecords;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.core.ToolJson;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Reads more of Airflow 2 by its REST API v1. */
final class AirflowV1Insight implements AirflowInsight {

    private static final String ALL_DAGS = "~";

    private final AirflowV1InsightClient client;
    private final AirflowCalls calls;
    private final Airflow airflow;

    /**
     * An adapter.
     *
     * @param airflow says what is near to what is missing
     */
    AirflowV1Insight(AirflowConnection connection, Airflow airflow) {
        client = connection.client(AirflowV1InsightClient.class);
        calls = connection.v1Calls();
        this.airflow = airflow;
    }

    @Override
    public Page<RunRecord> runs(RunQuery query) {
        return query.confContains()
                .map(text -> ClientSidePaging.page(
                        offset -> runs(query, ClientSidePaging.PAGE, offset),
                        run -> ToolJson.MAPPER
                                .valueToTree(run.conf())
                                .toString()
                                .contains(text),
                        query.limit(),
                        query.offset()))
                .orElseGet(() -> runs(query, query.limit(), query.offset()));
    }

    private Page<RunRecord> runs(RunQuery query, int limit, int offset) {
        WireV1RunRecords page = calls.read(
                WireV1RunRecords.class,
                account -> client.runs(
                        account,
                        query.dagId().orElse(ALL_DAGS),
                        query.states(),
                        query.after().map(Instant::toString).orElse(null),
                        query.before().map(Instant::toString).orElse(null),
                        "-execution_date",
                        limit,
                        offset),
                NotFoundErrors::something);
        if (page.dagRuns().isEmpty()) {
            // Airflow 2 lists no runs also for a DAG that does not exist.
            query.dagId().ifPresent(airflow::dag);
        }
        return new Page<>(
                page.dagRuns().stream().map(WireV1RunRecord::toRunRecord).toList(), page.totalEntries());
    }

    @Override
    public RunRecord run(String dagId, String runId) {
        return calls.read(
                        WireV1RunRecord.class,
                        account -> client.run(account, dagId, runId),
                        () -> NotFoundErrors.foundBy(() -> airflow.run(dagId, runId)))
                .toRunRecord();
    }

    @Override
    public DagProfile profile(String dagId) {
        return calls.read(account -> client.profile(account, dagId), () -> noDag(dagId))
                .toDagProfile();
    }

    @Override
    public List<DagTask> tasks(String dagId) {
        return calls.read(account -> client.tasks(account, dagId, "task_id"), () -> noDag(dagId)).tasks().stream()
                .map(WireTasks.Task::toDagTask)
                .toList();
    }

    @Override
    public DagSource source(String dagId, Optional<Integer> version) {
        String token = calls.read(account -> client.profile(account, dagId), () -> noDag(dagId))
                .fileToken();
        return calls.read(account -> client.source(account, token), () -> noDag(dagId))
                .toDagSource();
    }

    @Override
    public Page<ImportError> importErrors(int limit, int offset) {
        return calls.read(
                        account -> client.importErrors(account, limit, offset, "import_error_id"),
                        NotFoundErrors::something)
                .toPage();
    }

    @Override
    public List<ComponentState> components() {
        return calls.read(client::components, NotFoundErrors::something).toComponentStates();
    }

    @Override
    public Page<Asset> assets(Optional<String> search, int limit, int offset) {
        return calls.read(
                        account -> client.datasets(account, search.orElse(null), limit, offset, "uri"),
                        NotFoundErrors::something)
                .toPage();
    }

    @Override
    public Page<Pool> pools(int limit, int offset) {
        return calls.read(account -> client.pools(account, limit, offset, "name"), NotFoundErrors::something)
                .toPage();
    }

    @Override
    public Page<Variable> variables(Optional<String> search, int limit, int offset) {
        return search.map(text -> ClientSidePaging.page(
                        from -> variables(ClientSidePaging.PAGE, from),
                        found -> holds(found.key(), text),
                        limit,
                        offset))
                .orElseGet(() -> variables(limit, offset));
    }

    private static boolean holds(String name, String text) {
        return name.toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT));
    }

    private Page<Variable> variables(int limit, int offset) {
        return calls.read(
                        WireVariables.class,
                        account -> client.variables(account, limit, offset, "key"),
                        NotFoundErrors::something)
                .toPage();
    }

    @Override
    public Page<Connection> connections(Optional<String> search, int limit, int offset) {
        return search.map(text -> ClientSidePaging.page(
                        from -> connections(ClientSidePaging.PAGE, from),
                        found -> holds(found.connectionId(), text),
                        limit,
                        offset))
                .orElseGet(() -> connections(limit, offset));
    }

    private Page<Connection> connections(int limit, int offset) {
        return calls.read(
                        WireConnections.class,
                        account -> client.connections(account, limit, offset, "connection_id"),
                        NotFoundErrors::something)
                .toPage();
    }

    @Override
    public Optional<JsonNode> result(String dagId, String runId, String taskId) {
        return calls.find(WireXcom.class, account -> client.result(account, dagId, runId, taskId, false))
                .map(WireXcom::value);
    }

    /** Airflow 2 goes on only in logs as JSON, where they are Python expressions: the token counts the events that were read. */
    @Override
    public Optional<String> followLog(TaskTry attempt, Optional<String> token, Consumer<LogEvent> line) {
        boolean over = isOver(attempt);
        long known = token.map(Long::parseLong).orElse(0L);
        var number = new AtomicLong();
        airflow.readLog(attempt, event -> {
            if (number.incrementAndGet() > known) {
                line.accept(event);
            }
        });
        return over ? Optional.empty() : Optional.of(String.valueOf(Math.max(known, number.get())));
    }

    private boolean isOver(TaskTry attempt) {
        return airflow.taskInstances(attempt.dagId(), attempt.runId()).stream()
                .filter(task -> task.taskId().equals(attempt.taskId())
                        && task.mapIndex().equals(attempt.mapIndex()))
                .allMatch(task -> task.ended() || task.tryNumber() > attempt.number());
    }

    private ToolException noDag(String dagId) {
        return NotFoundErrors.foundBy(() -> airflow.dag(dagId));
    }
}
