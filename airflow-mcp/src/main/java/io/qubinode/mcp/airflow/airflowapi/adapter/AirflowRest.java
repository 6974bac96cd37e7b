package io.qubinode.mcp.airflow.airflowapi.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import io.qubinode.mcp.airflow.airflowapi.Airflow;
import io.qubinode.mcp.airflow.airflowapi.Clearing;
import io.qubinode.mcp.airflow.airflowapi.Connection;
import io.qubinode.mcp.airflow.airflowapi.Dag;
import io.qubinode.mcp.airflow.airflowapi.DagDetails;
import io.qubinode.mcp.airflow.airflowapi.DagQuery;
import io.qubinode.mcp.airflow.airflowapi.DagRun;
import io.qubinode.mcp.airflow.airflowapi.DagTask;
import io.qubinode.mcp.airflow.airflowapi.ImportError;
import io.qubinode.mcp.airflow.airflowapi.Page;
import io.qubinode.mcp.airflow.airflowapi.PastTry;
import io.qubinode.mcp.airflow.airflowapi.Pool;
import io.qubinode.mcp.airflow.airflowapi.RunDetails;
import io.qubinode.mcp.airflow.airflowapi.RunEnding;
import io.qubinode.mcp.airflow.airflowapi.TaskInstance;
import io.qubinode.mcp.airflow.airflowapi.TaskQuery;
import io.qubinode.mcp.airflow.airflowapi.Variable;
import io.qubinode.mcp.airflow.airflowapi.wire.AirflowClient;
import io.qubinode.mcp.airflow.airflowapi.wire.BoundedValue;
import io.qubinode.mcp.airflow.airflowapi.wire.LongAnswer;
import io.qubinode.mcp.airflow.airflowapi.wire.WireClearing;
import io.qubinode.mcp.airflow.airflowapi.wire.WireConnection;
import io.qubinode.mcp.airflow.airflowapi.wire.WireDagRun;
import io.qubinode.mcp.airflow.airflowapi.wire.WireEvent;
import io.qubinode.mcp.airflow.airflowapi.wire.WireImportError;
import io.qubinode.mcp.airflow.airflowapi.wire.WirePage;
import io.qubinode.mcp.airflow.airflowapi.wire.WirePool;
import io.qubinode.mcp.airflow.airflowapi.wire.WireTask;
import io.qubinode.mcp.airflow.airflowapi.wire.WireTaskInstance;
import io.qubinode.mcp.airflow.airflowapi.wire.WireVariable;
import io.qubinode.mcp.airflow.airflowapi.wire.WireXcom;
import io.qubinode.mcp.security.core.ToolException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * What both generations of Airflow's REST API do in the same way.
 *
 * @param <C> the client of the generation
 */
abstract class AirflowRest<C extends AirflowClient> implements Airflow {

    static final LongAnswer<WirePage<WireDagRun>> RUNS_WITH_CONF =
            LongAnswer.pageOf(WireDagRun.class).keeping(BoundedValue.SHOWN);
    static final LongAnswer<WireDagRun> RUN = LongAnswer.of(WireDagRun.class);
    private static final LongAnswer<WirePage<WireEvent>> EVENTS = LongAnswer.pageOf(WireEvent.class);
    private static final int MOST_EVENTS = 20;

    static final String ALL_DAGS = "~";

    static final LongAnswer<WirePage<WireDagRun>> RUNS = LongAnswer.pageOf(WireDagRun.class);
    private static final LongAnswer<WirePage<WireVariable>> VARIABLES = LongAnswer.pageOf(WireVariable.class);
    private static final LongAnswer<WirePage<WireConnection>> CONNECTIONS = LongAnswer.pageOf(WireConnection.class);
    private static final LongAnswer<WireXcom> XCOM =
            LongAnswer.of(WireXcom.class).keeping(BoundedValue.WHOLE);

    final C client;
    final C logClient;
    final AirflowCalls calls;
    private final String newestFirst;
    private final String importErrorsBy;
    private final TaskInstances instances;
    private final DagLists dags;
    private final NameSearch names;

    AirflowRest(
            AirflowConnection connection,
            Class<C> client,
            AirflowCalls calls,
            String newestFirst,
            String importErrorsBy,
            boolean searchesByPattern) {
        this.client = connection.client(client);
        this.logClient = connection.logClient(client);
        this.calls = calls;
        this.newestFirst = newestFirst;
        this.importErrorsBy = importErrorsBy;
        instances = new TaskInstances(this.client, calls);
        dags = new DagLists(this.client, calls, newestFirst, searchesByPattern);
        names = new NameSearch(searchesByPattern);
    }

    @Override
    public String version() {
        return calls.read(client::version, NotFoundErrors::api).version();
    }

    @Override
    public Page<Dag> dags(DagQuery query) {
        return dags.dags(query);
    }

    @Override
    public DagDetails dag(String dagId) {
        return calls.read(account -> client.dag(account, dagId), () -> noDag(dagId))
                .toDagDetails();
    }

    @Override
    public List<DagTask> tasks(String dagId) {
        return calls.read(account -> client.tasks(account, dagId), () -> notFoundByDag(dagId))
                .list(WireTask::toDagTask);
    }

    @Override
    public Page<ImportError> importErrors(int limit, int offset) {
        return calls.read(
                        account -> client.importErrors(account, limit, offset, importErrorsBy),
                        NotFoundErrors::something)
                .map(WireImportError::toImportError);
    }

    @Override
    public void setPaused(String dagId, boolean paused) {
        calls.change(
                account -> client.patchDag(account, dagId, "is_paused", new AirflowClient.Paused(paused)),
                () -> noDag(dagId));
    }

    @Override
    public Optional<DagRun> newestRun(String dagId) {
        return newestRuns(dagId, 1).stream().findFirst().map(WireDagRun::toDagRun);
    }

    List<WireDagRun> newestRuns(String dagId, int most) {
        return calls.read(RUNS, account -> client.newestRuns(account, dagId, newestFirst, most), () -> noDag(dagId))
                .items();
    }

    @Override
    public DagRun run(String dagId, String runId) {
        return run(RUN, dagId, runId).toDagRun();
    }

    @Override
    public RunDetails runDetails(String dagId, String runId) {
        return run(RUN.keeping(BoundedValue.SHOWN), dagId, runId).toRunDetails();
    }

    private WireDagRun run(LongAnswer<WireDagRun> answer, String dagId, String runId) {
        return calls.read(answer, account -> client.run(account, dagId, runId), () -> noRun(dagId, runId));
    }

    @Override
    public Optional<RunDetails> findRun(String dagId, String runId) {
        return calls.find(RUN.keeping(BoundedValue.WHOLE), account -> client.run(account, dagId, runId))
                .map(WireDagRun::toRunDetails);
    }

    @Override
    public Optional<RunEnding> ending(RunDetails made) {
        return RunEnding.told(made.note(), made.run()).or(() -> endedInAirflow(made.run()));
    }

    /** Who may read runs need not be one who may read the audit. */
    private Optional<RunEnding> endedInAirflow(DagRun run) {
        try {
            return calls
                    .read(
                            EVENTS,
                            account -> client.events(account, run.dagId(), run.runId(), "-when", MOST_EVENTS),
                            NotFoundErrors::something)
                    .items()
                    .stream()
                    .flatMap(event -> event.endingOf(run).stream())
                    .findFirst();
        } catch (ToolException | OtherApiVersion e) {
            return Optional.empty();
        }
    }

    @Override
    public DagRun setRunState(String dagId, String runId, String state, String note) {
        return calls.change(
                        RUN,
                        account -> client.patchRun(account, dagId, runId, new AirflowClient.RunPatch(state, note)),
                        () -> noRun(dagId, runId))
                .toDagRun();
    }

    @Override
    public void deleteRun(String dagId, String runId) {
        calls.change(
                account -> {
                    client.deleteRun(account, dagId, runId);
                    return true;
                },
                () -> noRun(dagId, runId));
    }

    @Override
    public Page<TaskInstance> taskInstances(TaskQuery query) {
        return instances.those(query, () -> noRun(query.dagId(), query.runId()));
    }

    @Override
    public Optional<TaskInstance> taskInstance(DagRun run, String taskId, Optional<Integer> mapIndex) {
        return oneInstance(run.dagId(), run.runId(), taskId, mapIndex);
    }

    Optional<TaskInstance> oneInstance(String dagId, String runId, String taskId, Optional<Integer> mapIndex) {
        return instances.one(dagId, runId, taskId, mapIndex);
    }

    @Override
    public List<PastTry> tries(DagRun run, TaskInstance task) {
        return instances.tries(run, task);
    }

    @Override
    public List<String> obstacles(DagRun run, TaskInstance task) {
        return instances.obstacles(run, task);
    }

    @Override
    public List<TaskInstance> wouldClear(Clearing clearing) {
        return calls.read(TaskInstances.PAGE, account -> cleared(account, clearing, true, null), () -> noRun(clearing))
                .list(WireTaskInstance::toTaskInstance);
    }

    @Override
    public List<TaskInstance> clear(Clearing clearing, String note) {
        return calls.change(
                        TaskInstances.PAGE, account -> cleared(account, clearing, false, note), () -> noRun(clearing))
                .list(WireTaskInstance::toTaskInstance);
    }

    private InputStream cleared(String account, Clearing clearing, boolean dryRun, String note) {
        return client.clear(account, clearing.dagId(), WireClearing.of(clearing, dryRun, note));
    }

    private ToolException noRun(Clearing clearing) {
        return NotFoundErrors.foundBy(() -> run(clearing.dagId(), clearing.runId()));
    }

    @Override
    public Optional<JsonNode> result(DagRun run, String taskId, Optional<Integer> mapIndex) {
        return calls.find(
                        XCOM,
                        account -> client.result(account, run.dagId(), run.runId(), taskId, mapIndex.orElse(-1), false))
                .map(WireXcom::value);
    }

    @Override
    public Page<Pool> pools(int limit, int offset) {
        return calls.read(account -> client.pools(account, limit, offset, "name"), NotFoundErrors::something)
                .map(WirePool::toPool);
    }

    @Override
    public Page<Variable> variables(Optional<String> search, int limit, int offset) {
        return names.page(
                search,
                limit,
                offset,
                (pattern, most, from) -> calls.read(
                                VARIABLES,
                                account -> client.variables(account, pattern, most, from, "key"),
                                NotFoundErrors::something)
                        .map(WireVariable::toVariable),
                Variable::key);
    }

    @Override
    public Page<Connection> connections(Optional<String> search, int limit, int offset) {
        return names.page(
                search,
                limit,
                offset,
                (pattern, most, from) -> calls.read(
                                CONNECTIONS,
                                account -> client.connections(account, pattern, most, from, "connection_id"),
                                NotFoundErrors::something)
                        .map(WireConnection::toConnection),
                Connection::connectionId);
    }

    ToolException noDag(String dagId) {
        return NotFoundErrors.dag(dagId, dags.ids());
    }

    /** Where a 404 may also be about something else of the DAG. */
    ToolException notFoundByDag(String dagId) {
        return NotFoundErrors.foundBy(() -> dag(dagId));
    }

    ToolException noRun(String dagId, String runId) {
        return NotFoundErrors.run(
                dagId,
                runId,
                newestRuns(dagId, 20).stream().map(WireDagRun::dagRunId).toList());
    }
}
