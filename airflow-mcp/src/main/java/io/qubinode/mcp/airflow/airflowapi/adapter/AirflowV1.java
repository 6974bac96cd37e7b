package io.qubinode.mcp.airflow.airflowapi.adapter;

import io.qubinode.mcp.airflow.airflowapi.Airflow;
import io.qubinode.mcp.airflow.airflowapi.DagDetails;
import io.qubinode.mcp.airflow.airflowapi.DagPage;
import io.qubinode.mcp.airflow.airflowapi.DagQuery;
import io.qubinode.mcp.airflow.airflowapi.DagRun;
import io.qubinode.mcp.airflow.airflowapi.LogEvent;
import io.qubinode.mcp.airflow.airflowapi.NewDagRun;
import io.qubinode.mcp.airflow.airflowapi.TaskInstance;
import io.qubinode.mcp.airflow.airflowapi.TaskTry;
import io.qubinode.mcp.airflow.airflowapi.TriggeredRun;
import io.qubinode.mcp.airflow.airflowapi.wire.LongAnswer;
import io.qubinode.mcp.airflow.airflowapi.wire.WirePaused;
import io.qubinode.mcp.airflow.airflowapi.wire.WireRunsQuery;
import io.qubinode.mcp.airflow.airflowapi.wire.WireTaskInstance;
import io.qubinode.mcp.airflow.airflowapi.wire.WireTaskInstances;
import io.qubinode.mcp.airflow.airflowapi.wire.v1.AirflowV1Client;
import io.qubinode.mcp.airflow.airflowapi.wire.v1.WireV1Dag;
import io.qubinode.mcp.airflow.airflowapi.wire.v1.WireV1DagRun;
import io.qubinode.mcp.airflow.airflowapi.wire.v1.WireV1DagRuns;
import io.qubinode.mcp.airflow.airflowapi.wire.v1.WireV1Dags;
import io.qubinode.mcp.airflow.airflowapi.wire.v1.WireV1NewDagRun;
import io.qubinode.mcp.airflow.airflowapi.wire.v1.WireV1TriggeredRun;
import io.qubinode.mcp.security.backend.BoundedStream;
import io.qubinode.mcp.security.core.ToolException;
import jakarta.ws.rs.ProcessingException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Airflow 2 by its REST API v1. */
final class AirflowV1 implements Airflow {

    // [api] maximum_page_limit of a default Airflow
    private static final int LARGEST_PAGE = 100;
    private static final int MOST_TASKS = 1000;
    // In the order in which they were made, for a queued run has no start and a manual one a later date than a
    // scheduled one.
    private static final String NEWEST_FIRST = "-id";

    private final AirflowV1Client client;
    private final AirflowV1Client logClient;
    private final AirflowCalls calls;

    AirflowV1(AirflowConnection connection) {
        client = connection.v1();
        logClient = connection.v1Logs();
        calls = connection.v1Calls();
    }

    @Override
    public String version() {
        return calls.read(client::version, NotFoundErrors::api).version();
    }

    @Override
    public DagPage dags(DagQuery query) {
        WireV1Dags page = calls.read(
                account -> client.dags(
                        account,
                        query.search().orElse(null),
                        query.tags(),
                        query.paused().orElse(null),
                        query.limit(),
                        query.offset(),
                        "dag_id"),
                NotFoundErrors::api);
        Map<String, String> states = newestStates(page.dags());
        return new DagPage(
                page.dags().stream()
                        .map(dag -> dag.toDag(Optional.ofNullable(states.get(dag.dagId()))))
                        .toList(),
                page.totalEntries());
    }

    /** One call for the newest runs of all, and one for each DAG whose runs are all older than those. */
    private Map<String, String> newestStates(List<WireV1Dag> dags) {
        List<String> ids = dags.stream().map(WireV1Dag::dagId).toList();
        if (ids.isEmpty()) {
            return Map.of();
        }
        var newest = calls.read(
                WireV1DagRuns.class,
                account -> client.runsOf(account, new WireRunsQuery(ids, NEWEST_FIRST, LARGEST_PAGE)),
                NotFoundErrors::api);
        var states = new HashMap<String, String>();
        newest.dagRuns().forEach(run -> states.putIfAbsent(run.dagId(), run.state()));
        if (newest.totalEntries() > newest.dagRuns().size()) {
            ids.stream().filter(id -> !states.containsKey(id)).forEach(id -> newestRuns(id, 1)
                    .forEach(run -> states.put(id, run.state())));
        }
        return states;
    }

    @Override
    public DagDetails dag(String dagId) {
        return calls.read(account -> client.dag(account, dagId), () -> noDag(dagId))
                .toDagDetails();
    }

    @Override
    public void unpause(String dagId) {
        calls.change(account -> client.patch(account, dagId, "is_paused", new WirePaused(false)), () -> noDag(dagId));
    }

    @Override
    public DagRun trigger(String dagId, NewDagRun run) {
        var body = new WireV1NewDagRun(run.conf(), run.runId(), run.note());
        return calls.change(account -> client.trigger(account, dagId, body), () -> noDag(dagId))
                .toDagRun();
    }

    @Override
    public Optional<DagRun> newestRun(String dagId) {
        Optional<DagRun> newest = newestRuns(dagId, 1).stream().findFirst().map(WireV1DagRun::toDagRun);
        if (newest.isEmpty()) {
            // Airflow 2 lists no runs also for a DAG that does not exist.
            dag(dagId);
        }
        return newest;
    }

    private List<WireV1DagRun> newestRuns(String dagId, int most) {
        return calls.read(
                        WireV1DagRuns.class,
                        account -> client.runs(account, dagId, NEWEST_FIRST, most),
                        () -> noDag(dagId))
                .dagRuns();
    }

    @Override
    public DagRun run(String dagId, String runId) {
        return calls.read(WireV1DagRun.class, account -> client.run(account, dagId, runId), () -> noRun(dagId, runId))
                .toDagRun();
    }

    @Override
    public Optional<TriggeredRun> findRun(String dagId, String runId) {
        return calls.find(WireV1TriggeredRun.class, account -> client.run(account, dagId, runId))
                .map(WireV1TriggeredRun::toTriggeredRun);
    }

    @Override
    public List<TaskInstance> taskInstances(String dagId, String runId) {
        var all = new ArrayList<TaskInstance>();
        int total;
        do {
            int offset = all.size();
            var page = calls.read(
                    WireTaskInstances.class,
                    account -> client.taskInstances(account, dagId, runId, LARGEST_PAGE, offset),
                    () -> noRun(dagId, runId));
            page.taskInstances().stream().map(WireTaskInstance::toTaskInstance).forEach(all::add);
            total = page.taskInstances().isEmpty() ? 0 : page.totalEntries();
        } while (all.size() < Math.min(total, MOST_TASKS));
        return all;
    }

    @Override
    public void readLog(TaskTry attempt, Consumer<LogEvent> line) {
        var unseen = new ReplayFilter(line);
        boolean there = calls.read(
                account -> {
                    InputStream body = logClient.log(
                            account,
                            attempt.dagId(),
                            attempt.runId(),
                            attempt.taskId(),
                            attempt.number(),
                            attempt.mapIndex().orElse(-1),
                            true);
                    return !readLines(body, new TextLog(unseen.again())).missing();
                },
                () -> NotFoundErrors.log(attempt));
        if (!there) {
            throw NotFoundErrors.log(attempt);
        }
    }

    private static TextLog readLines(InputStream body, TextLog log) {
        try (var reader = new BufferedReader(
                new InputStreamReader(new BoundedStream(body, LongAnswer.LARGEST), StandardCharsets.UTF_8))) {
            var lines = new BoundedLines(reader);
            String text;
            while ((text = lines.next()) != null) {
                log.line(text);
            }
            log.end();
            return log;
        } catch (IOException e) {
            throw new ProcessingException(e);
        }
    }

    private ToolException noDag(String dagId) {
        return NotFoundErrors.dag(
                dagId,
                calls
                        .read(
                                account -> client.dags(account, null, List.of(), null, LARGEST_PAGE, 0, "dag_id"),
                                NotFoundErrors::api)
                        .dags()
                        .stream()
                        .map(WireV1Dag::dagId)
                        .toList());
    }

    private ToolException noRun(String dagId, String runId) {
        List<String> newest =
                newestRuns(dagId, 20).stream().map(WireV1DagRun::dagRunId).toList();
        if (newest.isEmpty()) {
            dag(dagId);
        }
        return NotFoundErrors.run(dagId, runId, newest);
    }
}
