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
import io.qubinode.mcp.airflow.airflowapi.Pool;
import io.qubinode.mcp.airflow.airflowapi.RunDetails;
import io.qubinode.mcp.airflow.airflowapi.TaskInstance;
import io.qubinode.mcp.airflow.airflowapi.Variable;
import io.qubinode.mcp.airflow.airflowapi.wire.AirflowClient;
import io.qubinode.mcp.airflow.airflowapi.wire.BoundedValue;
import io.qubinode.mcp.airflow.airflowapi.wire.LongAnswer;
import io.qubinode.mcp.airflow.airflowapi.wire.WireClearing;
import io.qubinode.mcp.airflow.airflowapi.wire.WireConnection;
import io.qubinode.mcp.airflow.airflowapi.wire.WireDag;
import io.qubinode.mcp.airflow.airflowapi.wire.WireDagRun;
import io.qubinode.mcp.airflow.airflowapi.wire.WireImportError;
import io.qubinode.mcp.airflow.airflowapi.wire.WirePage;
import io.qubinode.mcp.airflow.airflowapi.wire.WirePool;
import io.qubinode.mcp.airflow.airflowapi.wire.WireTask;
import io.qubinode.mcp.airflow.airflowapi.wire.WireTaskInstance;
import io.qubinode.mcp.airflow.airflowapi.wire.WireVariable;
import io.qubinode.mcp.airflow.airflowapi.wire.WireXcom;
import io.qubinode.mcp.security.core.ToolException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    static final String ALL_DAGS = "~";

    private static final LongAnswer<WirePage<WireDagRun>> RUNS = LongAnswer.pageOf(WireDagRun.class);
    private static final LongAnswer<WirePage<WireTaskInstance>> TASKS = LongAnswer.pageOf(WireTaskInstance.class);
    private static final LongAnswer<WirePage<WireVariable>> VARIABLES = LongAnswer.pageOf(WireVariable.class);
    private static final LongAnswer<WirePage<WireConnection>> CONNECTIONS = LongAnswer.pageOf(WireConnection.class);
    private static final LongAnswer<WireXcom> XCOM =
            LongAnswer.of(WireXcom.class).keeping(BoundedValue.WHOLE);
    // [api] maximum_page_limit of a default Airflow
    private static final int LARGEST_PAGE = 100;
    private static final int MOST_TASKS = 1000;

    final C client;
    final C logClient;
    final AirflowCalls calls;
    private final String newestFirst;
    private final String importErrorsBy;

    AirflowRest(
            AirflowConnection connection,
            Class<C> client,
            AirflowCalls calls,
            String newestFirst,
            String importErrorsBy) {
        this.client = connection.client(client);
        this.logClient = connection.logClient(client);
        this.calls = calls;
        this.newestFirst = newestFirst;
        this.importErrorsBy = importErrorsBy;
    }

    @Override
    public String version() {
        return calls.read(client::version, NotFoundErrors::api).version();
    }

    @Override
    public Page<Dag> dags(DagQuery query) {
        WirePage<WireDag> page = calls.read(
                account -> client.dags(
                        account,
                        query.search().orElse(null),
                        query.tags(),
                        query.paused().orElse(null),
                        query.limit(),
                        query.offset(),
                        "dag_id"),
                NotFoundErrors::api);
        Map<String, String> states = newestStates(page.list(WireDag::dagId));
        return page.map(dag -> dag.toDag(Optional.ofNullable(states.get(dag.dagId()))));
    }

    /** One call for the newest runs of all, and one for each DAG whose runs are all older than those. A DAG may be gone meanwhile. */
    private Map<String, String> newestStates(List<String> ids) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        var newest = calls.read(
                RUNS,
                account -> client.runsOf(account, new AirflowClient.RunsQuery(ids, newestFirst, LARGEST_PAGE)),
                NotFoundErrors::api);
        var states = new HashMap<String, String>();
        newest.items().forEach(run -> states.putIfAbsent(run.dagId(), run.state()));
        if (newest.totalEntries() > newest.items().size()) {
            ids.stream().filter(id -> !states.containsKey(id)).forEach(id -> calls.find(
                            RUNS, account -> client.newestRuns(account, id, newestFirst, 1))
                    .flatMap(page -> page.items().stream().findFirst())
                    .ifPresent(run -> states.put(id, run.state())));
        }
        return states;
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
    public DagRun setRunState(String dagId, String runId, String state, String note) {
        return calls.change(
                        RUN,
                        account -> client.patchRun(account, dagId, runId, new AirflowClient.RunPatch(state, note)),
                        () -> noRun(dagId, runId))
                .toDagRun();
    }

    @Override
    public List<TaskInstance> taskInstances(String dagId, String runId) {
        var all = new ArrayList<TaskInstance>();
        int total;
        do {
            int offset = all.size();
            var page = calls.read(
                    TASKS,
                    account -> client.taskInstances(account, dagId, runId, LARGEST_PAGE, offset),
                    () -> noRun(dagId, runId));
            all.addAll(page.list(WireTaskInstance::toTaskInstance));
            total = page.items().isEmpty() ? 0 : page.totalEntries();
        } while (all.size() < Math.min(total, MOST_TASKS));
        return all;
    }

    @Override
    public List<TaskInstance> wouldClear(Clearing clearing) {
        return cleared(clearing, true, null);
    }

    @Override
    public List<TaskInstance> clear(Clearing clearing, String note) {
        return cleared(clearing, false, note);
    }

    private List<TaskInstance> cleared(Clearing clearing, boolean dryRun, String note) {
        return calls.change(
                        TASKS,
                        account -> client.clear(account, clearing.dagId(), WireClearing.of(clearing, dryRun, note)),
                        () -> NotFoundErrors.foundBy(() -> run(clearing.dagId(), clearing.runId())))
                .list(WireTaskInstance::toTaskInstance);
    }

    @Override
    public Optional<JsonNode> result(String dagId, String runId, String taskId) {
        return calls.find(XCOM, account -> client.result(account, dagId, runId, taskId, false))
                .map(WireXcom::value);
    }

    @Override
    public Page<Pool> pools(int limit, int offset) {
        return calls.read(account -> client.pools(account, limit, offset, "name"), NotFoundErrors::something)
                .map(WirePool::toPool);
    }

    @Override
    public Page<Variable> variables(Optional<String> search, int limit, int offset) {
        return calls.read(
                        VARIABLES,
                        account -> client.variables(account, search.orElse(null), limit, offset, "key"),
                        NotFoundErrors::something)
                .map(WireVariable::toVariable);
    }

    @Override
    public Page<Connection> connections(Optional<String> search, int limit, int offset) {
        return calls.read(
                        CONNECTIONS,
                        account -> client.connections(account, search.orElse(null), limit, offset, "connection_id"),
                        NotFoundErrors::something)
                .map(WireConnection::toConnection);
    }

    ToolException noDag(String dagId) {
        WirePage<WireDag> some = calls.read(
                account -> client.dags(account, null, List.of(), null, LARGEST_PAGE, 0, "dag_id"), NotFoundErrors::api);
        return NotFoundErrors.dag(dagId, some.list(WireDag::dagId));
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
