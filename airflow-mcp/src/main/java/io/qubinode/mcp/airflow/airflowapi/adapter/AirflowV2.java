package io.qubinode.mcp.airflow.airflowapi.adapter;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
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
import io.qubinode.mcp.airflow.airflowapi.wire.AirflowV2Client;
import io.qubinode.mcp.airflow.airflowapi.wire.LongAnswer;
import io.qubinode.mcp.airflow.airflowapi.wire.WireDag;
import io.qubinode.mcp.airflow.airflowapi.wire.WireDagRun;
import io.qubinode.mcp.airflow.airflowapi.wire.WireDagRuns;
import io.qubinode.mcp.airflow.airflowapi.wire.WireDags;
import io.qubinode.mcp.airflow.airflowapi.wire.WireLogEvent;
import io.qubinode.mcp.airflow.airflowapi.wire.WireNewDagRun;
import io.qubinode.mcp.airflow.airflowapi.wire.WirePaused;
import io.qubinode.mcp.airflow.airflowapi.wire.WireRunsQuery;
import io.qubinode.mcp.airflow.airflowapi.wire.WireTaskInstance;
import io.qubinode.mcp.airflow.airflowapi.wire.WireTaskInstances;
import io.qubinode.mcp.airflow.airflowapi.wire.WireTriggeredRun;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.core.ToolJson;
import jakarta.ws.rs.ProcessingException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Airflow 3 by its REST API v2. */
final class AirflowV2 implements Airflow {

    // [api] maximum_page_limit of a default Airflow
    private static final int LARGEST_PAGE = 100;
    private static final int MOST_TASKS = 1000;
    private static final ObjectReader LOG_EVENT = ToolJson.MAPPER
            .readerFor(WireLogEvent.class)
            .without(com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private final AirflowV2Client client;
    private final AirflowV2Client logClient;
    private final AirflowCalls calls;

    AirflowV2(AirflowConnection connection) {
        client = connection.v2();
        logClient = connection.v2Logs();
        calls = connection.v2Calls();
    }

    @Override
    public String version() {
        return calls.read(client::version, NotFoundErrors::api).version();
    }

    @Override
    public DagPage dags(DagQuery query) {
        WireDags page = calls.read(
                token -> client.dags(
                        token,
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

    /** One call for the newest runs of all, and one for each DAG whose runs are all older than those. A DAG may be gone meanwhile. */
    private Map<String, String> newestStates(List<WireDag> dags) {
        List<String> ids = dags.stream().map(WireDag::dagId).toList();
        if (ids.isEmpty()) {
            return Map.of();
        }
        var newest = calls.read(
                WireDagRuns.class,
                token -> client.runsOf(token, new WireRunsQuery(ids, "-run_after", LARGEST_PAGE)),
                NotFoundErrors::api);
        var states = new HashMap<String, String>();
        newest.dagRuns().forEach(run -> states.putIfAbsent(run.dagId(), run.state()));
        if (newest.totalEntries() > newest.dagRuns().size()) {
            ids.stream().filter(id -> !states.containsKey(id)).forEach(id -> calls.find(
                            WireDagRuns.class, token -> client.runs(token, id, "-run_after", 1))
                    .flatMap(page -> page.dagRuns().stream().findFirst())
                    .ifPresent(run -> states.put(id, run.state())));
        }
        return states;
    }

    @Override
    public DagDetails dag(String dagId) {
        return calls.read(token -> client.dag(token, dagId), () -> noDag(dagId)).toDagDetails();
    }

    @Override
    public void unpause(String dagId) {
        calls.change(token -> client.patch(token, dagId, "is_paused", new WirePaused(false)), () -> noDag(dagId));
    }

    @Override
    public DagRun trigger(String dagId, NewDagRun run) {
        var body = new WireNewDagRun(null, run.conf(), run.runId(), run.note());
        return calls.change(token -> client.trigger(token, dagId, body), () -> noDag(dagId))
                .toDagRun();
    }

    @Override
    public Optional<DagRun> newestRun(String dagId) {
        return calls
                .read(WireDagRuns.class, token -> client.runs(token, dagId, "-run_after", 1), () -> noDag(dagId))
                .dagRuns()
                .stream()
                .findFirst()
                .map(WireDagRun::toDagRun);
    }

    @Override
    public DagRun run(String dagId, String runId) {
        return calls.read(WireDagRun.class, token -> client.run(token, dagId, runId), () -> noRun(dagId, runId))
                .toDagRun();
    }

    @Override
    public Optional<TriggeredRun> findRun(String dagId, String runId) {
        return calls.find(WireTriggeredRun.class, token -> client.run(token, dagId, runId))
                .map(WireTriggeredRun::toTriggeredRun);
    }

    @Override
    public List<TaskInstance> taskInstances(String dagId, String runId) {
        var all = new ArrayList<TaskInstance>();
        int total;
        do {
            int offset = all.size();
            var page = calls.read(
                    WireTaskInstances.class,
                    token -> client.taskInstances(token, dagId, runId, LARGEST_PAGE, offset),
                    () -> noRun(dagId, runId));
            page.taskInstances().stream().map(WireTaskInstance::toTaskInstance).forEach(all::add);
            total = page.taskInstances().isEmpty() ? 0 : page.totalEntries();
        } while (all.size() < Math.min(total, MOST_TASKS));
        return all;
    }

    @Override
    public void readLog(TaskTry attempt, Consumer<LogEvent> line) {
        var unseen = new ReplayFilter(line);
        calls.read(
                token -> {
                    InputStream body = logClient.log(
                            token,
                            attempt.dagId(),
                            attempt.runId(),
                            attempt.taskId(),
                            attempt.number(),
                            attempt.mapIndex().orElse(-1),
                            true);
                    readLines(body, unseen.again());
                    return unseen;
                },
                () -> NotFoundErrors.log(attempt));
    }

    private static void readLines(InputStream body, Consumer<LogEvent> line) {
        // Of a parser that is its own, a MappingIterator would take an array's elements for events.
        try (JsonParser json = LongAnswer.parser(body)) {
            MappingIterator<WireLogEvent> events = LOG_EVENT.readValues(json);
            while (events.hasNextValue()) {
                WireLogEvent event = events.nextValue();
                if (event == null) {
                    throw new ProcessingException("null is no log event");
                }
                line.accept(event.toLogEvent());
            }
        } catch (IOException e) {
            throw new ProcessingException(e);
        }
    }

    private ToolException noDag(String dagId) {
        return NotFoundErrors.dag(
                dagId,
                calls
                        .read(
                                token -> client.dags(token, null, List.of(), null, LARGEST_PAGE, 0, "dag_id"),
                                NotFoundErrors::api)
                        .dags()
                        .stream()
                        .map(WireDag::dagId)
                        .toList());
    }

    private ToolException noRun(String dagId, String runId) {
        return NotFoundErrors.run(
                dagId,
                runId,
                calls
                        .read(
                                WireDagRuns.class,
                                token -> client.runs(token, dagId, "-run_after", 20),
                                () -> noDag(dagId))
                        .dagRuns()
                        .stream()
                        .map(WireDagRun::dagRunId)
                        .toList());
    }
}
