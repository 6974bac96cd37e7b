package io.qubinode.mcp.airflow.airflowapi;

import com.fasterxml.jackson.databind.ObjectReader;
import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;
import io.qubinode.mcp.airflow.airflowapi.wire.AirflowV2Client;
import io.qubinode.mcp.airflow.airflowapi.wire.WireDag;
import io.qubinode.mcp.airflow.airflowapi.wire.WireDagRun;
import io.qubinode.mcp.airflow.airflowapi.wire.WireDags;
import io.qubinode.mcp.airflow.airflowapi.wire.WireLogEvent;
import io.qubinode.mcp.airflow.airflowapi.wire.WireNewDagRun;
import io.qubinode.mcp.airflow.airflowapi.wire.WirePaused;
import io.qubinode.mcp.airflow.airflowapi.wire.WireRunsQuery;
import io.qubinode.mcp.airflow.airflowapi.wire.WireTaskInstance;
import io.qubinode.mcp.security.gate.ErrorCode;
import io.qubinode.mcp.security.gate.NearNames;
import io.qubinode.mcp.security.gate.ToolException;
import io.qubinode.mcp.security.tool.ToolJson;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.ProcessingException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Airflow 3 by its REST API v2. */
@Singleton
public final class AirflowV2 implements Airflow {

    // [api] maximum_page_limit of a default Airflow
    private static final int LARGEST_PAGE = 100;
    private static final int MOST_TASKS = 1000;
    private static final ObjectReader LOG_EVENT = ToolJson.MAPPER
            .readerFor(WireLogEvent.class)
            .without(com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private final AirflowV2Client client;
    private final AirflowV2Client logClient;
    private final AirflowCalls calls;

    @Inject
    public AirflowV2(AirflowApiConfig config) {
        client = client(config, config.timeout());
        logClient = client(config, config.logTimeout());
        calls = new AirflowCalls(new AirflowLogin(config, client, Clock.systemUTC()));
    }

    private static AirflowV2Client client(AirflowApiConfig config, Duration timeout) {
        String base = config.url().replaceAll("/+$", "").replaceAll("/api/v2$", "");
        return QuarkusRestClientBuilder.newBuilder()
                .baseUri(URI.create(base))
                .connectTimeout(config.connectTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .readTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .build(AirflowV2Client.class);
    }

    AirflowCalls calls() {
        return calls;
    }

    @Override
    public String version() {
        return calls.read(client::version, AirflowV2::noApi).version();
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
                AirflowV2::noApi);
        Map<String, String> states = newestStates(page.dags());
        return new DagPage(
                page.dags().stream()
                        .map(dag -> dag.toDag(Optional.ofNullable(states.get(dag.dagId()))))
                        .toList(),
                page.totalEntries());
    }

    /** One call for the newest runs of all, and one for each DAG whose runs are all older than those. */
    private Map<String, String> newestStates(List<WireDag> dags) {
        List<String> ids = dags.stream().map(WireDag::dagId).toList();
        if (ids.isEmpty()) {
            return Map.of();
        }
        var newest = calls.read(
                token -> client.runsOf(token, new WireRunsQuery(ids, "-run_after", LARGEST_PAGE)), AirflowV2::noApi);
        var states = new HashMap<String, String>();
        newest.dagRuns().forEach(run -> states.putIfAbsent(run.dagId(), run.state()));
        if (newest.totalEntries() > newest.dagRuns().size()) {
            ids.stream().filter(id -> !states.containsKey(id)).forEach(id -> newestRun(id)
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
        var body = new WireNewDagRun(null, run.conf(), run.runId().orElse(null), run.note());
        return calls.change(token -> client.trigger(token, dagId, body), () -> noDag(dagId))
                .toDagRun();
    }

    @Override
    public Optional<DagRun> newestRun(String dagId) {
        return calls.read(token -> client.runs(token, dagId, "-run_after", 1), () -> noDag(dagId)).dagRuns().stream()
                .findFirst()
                .map(WireDagRun::toDagRun);
    }

    @Override
    public DagRun run(String dagId, String runId) {
        return calls.read(token -> client.run(token, dagId, runId), () -> noRun(dagId, runId))
                .toDagRun();
    }

    @Override
    public List<TaskInstance> taskInstances(String dagId, String runId) {
        var all = new ArrayList<TaskInstance>();
        int total;
        do {
            int offset = all.size();
            var page = calls.read(
                    token -> client.taskInstances(token, dagId, runId, LARGEST_PAGE, offset),
                    () -> noRun(dagId, runId));
            page.taskInstances().stream().map(WireTaskInstance::toTaskInstance).forEach(all::add);
            total = page.taskInstances().isEmpty() ? 0 : page.totalEntries();
        } while (all.size() < Math.min(total, MOST_TASKS));
        return all;
    }

    @Override
    public void readLog(TaskTry attempt, Consumer<LogEvent> line) {
        var unseen = new Unseen(line);
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
                () -> noTry(attempt));
    }

    /** Passes each event on once, though a log whose connection broke is read from its beginning again. */
    private static final class Unseen {

        private final Consumer<LogEvent> line;
        private long seen;

        Unseen(Consumer<LogEvent> line) {
            this.line = line;
        }

        Consumer<LogEvent> again() {
            long[] number = {0};
            return event -> {
                if (++number[0] > seen) {
                    seen = number[0];
                    line.accept(event);
                }
            };
        }
    }

    private static void readLines(InputStream body, Consumer<LogEvent> line) {
        try (var reader = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            String text;
            while ((text = reader.readLine()) != null) {
                if (!text.isBlank()) {
                    WireLogEvent event = LOG_EVENT.readValue(text);
                    if (event == null) {
                        throw new ProcessingException("null is no log event");
                    }
                    line.accept(event.toLogEvent());
                }
            }
        } catch (IOException e) {
            throw new ProcessingException(e);
        }
    }

    private ToolException noDag(String dagId) {
        List<String> ids = dagIds();
        return missing(
                "Airflow has no DAG with the id " + dagId + ".",
                NearNames.hint(dagId, ids, "list_dags shows the ids there are."));
    }

    private List<String> dagIds() {
        return calls
                .read(token -> client.dags(token, null, List.of(), null, LARGEST_PAGE, 0, "dag_id"), AirflowV2::noApi)
                .dags()
                .stream()
                .map(WireDag::dagId)
                .toList();
    }

    private ToolException noRun(String dagId, String runId) {
        Supplier<ToolException> dagIsMissing = () -> noDag(dagId);
        List<String> newest =
                calls.read(token -> client.runs(token, dagId, "-run_after", 20), dagIsMissing).dagRuns().stream()
                        .map(WireDagRun::dagRunId)
                        .toList();
        String otherwise = newest.isEmpty() ? "It has no runs yet." : "The newest run is " + newest.getFirst() + ".";
        return missing(
                "DAG " + dagId + " has no run with the id " + runId + ".", NearNames.hint(runId, newest, otherwise));
    }

    private static ToolException noTry(TaskTry attempt) {
        return missing(
                "Airflow has no log of try " + attempt.number() + " of task " + attempt.taskId() + ".",
                "get_dag_status shows the tries of each task.");
    }

    private static ToolException noApi() {
        return new ToolException(
                ErrorCode.BACKEND_REFUSED,
                "What answers at AIRFLOW_API_URL is not the API server of an Airflow 3.",
                "An operator must correct AIRFLOW_API_URL.");
    }

    private static ToolException missing(String message, String hint) {
        return new ToolException(ErrorCode.NOT_FOUND, message, hint);
    }
}
