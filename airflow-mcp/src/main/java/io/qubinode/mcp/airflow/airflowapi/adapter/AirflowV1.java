package io.qubinode.mcp.airflow.airflowapi.adapter;

import io.qubinode.mcp.airflow.airflowapi.Asset;
import io.qubinode.mcp.airflow.airflowapi.BackfillPlan;
import io.qubinode.mcp.airflow.airflowapi.Clearing;
import io.qubinode.mcp.airflow.airflowapi.ComponentState;
import io.qubinode.mcp.airflow.airflowapi.DagRun;
import io.qubinode.mcp.airflow.airflowapi.DagSource;
import io.qubinode.mcp.airflow.airflowapi.LogEvent;
import io.qubinode.mcp.airflow.airflowapi.LogicalDate;
import io.qubinode.mcp.airflow.airflowapi.NewDagRun;
import io.qubinode.mcp.airflow.airflowapi.Page;
import io.qubinode.mcp.airflow.airflowapi.RunDetails;
import io.qubinode.mcp.airflow.airflowapi.RunQuery;
import io.qubinode.mcp.airflow.airflowapi.TaskAnswer;
import io.qubinode.mcp.airflow.airflowapi.TaskInstance;
import io.qubinode.mcp.airflow.airflowapi.TaskQuestion;
import io.qubinode.mcp.airflow.airflowapi.TaskTry;
import io.qubinode.mcp.airflow.airflowapi.wire.AirflowClient;
import io.qubinode.mcp.airflow.airflowapi.wire.AirflowV1Client;
import io.qubinode.mcp.airflow.airflowapi.wire.LongAnswer;
import io.qubinode.mcp.airflow.airflowapi.wire.WireAsset;
import io.qubinode.mcp.airflow.airflowapi.wire.WireDagRun;
import io.qubinode.mcp.airflow.airflowapi.wire.WirePage;
import io.qubinode.mcp.security.backend.BoundedStream;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import jakarta.ws.rs.ProcessingException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Airflow 2 by its REST API v1. */
final class AirflowV1 extends AirflowRest<AirflowV1Client> {

    // In the order in which they were made, because a queued run has no start and a manual one a later date than a
    // scheduled one.
    private static final String BY_HAND = "Start a run of each day with trigger_dag and logical_date.";
    private static final String NEWEST_FIRST = "-id";
    // [scheduler] allowed_run_id_pattern of a default Airflow
    private static final Pattern RUN_ID = Pattern.compile("[A-Za-z0-9_.~:+-]+");

    AirflowV1(AirflowConnection connection) {
        super(connection, AirflowV1Client.class, connection.v1Calls(), NEWEST_FIRST, "import_error_id", false);
    }

    @Override
    public List<ComponentState> components() {
        return calls.read(client::components, NotFoundErrors::something).toComponentStates();
    }

    @Override
    public DagSource source(String dagId, Optional<Integer> version) {
        String token = Optional.ofNullable(calls.read(account -> client.dag(account, dagId), () -> noDag(dagId))
                        .fileToken())
                .orElseThrow(() -> AirflowErrors.notAirflow(null));
        return calls.read(account -> client.source(account, token), () -> notFoundByDag(dagId))
                .toDagSource();
    }

    @Override
    public DagRun trigger(String dagId, NewDagRun run) {
        // Airflow 2 answers others with an error page.
        if (!RUN_ID.matcher(run.runId()).matches()) {
            throw new ToolException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Airflow 2 does not accept the run_id " + run.runId() + ".",
                    "Use letters, digits and any of . _ ~ : + -, or leave it out.");
        }
        var body = new AirflowV1Client.NewDagRun(run.conf(), run.runId(), date(run.logicalDate()), run.note());
        return calls.change(account -> client.trigger(account, dagId, body), () -> noDag(dagId))
                .toDagRun();
    }

    /** Left out, it is now. */
    private static String date(LogicalDate date) {
        return date.chosen()
                ? date.date()
                        .orElseThrow(() -> NotFoundErrors.inAirflow2(
                                "make a run without a logical date", "Leave logical_date out."))
                        .toString()
                : null;
    }

    @Override
    public Page<RunDetails> runs(RunQuery query) {
        return query.confContains()
                .map(text -> ClientSidePaging.page(
                        offset -> runs(query, ClientSidePaging.PAGE, offset),
                        run -> run.conf().toString().contains(text),
                        query.limit(),
                        query.offset()))
                .orElseGet(() -> runs(query, query.limit(), query.offset()));
    }

    private Page<RunDetails> runs(RunQuery query, int limit, int offset) {
        WirePage<WireDagRun> page = calls.read(
                RUNS_WITH_CONF,
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
        if (page.items().isEmpty()) {
            query.dagId().ifPresent(this::dag);
        }
        return page.map(WireDagRun::toRunDetails);
    }

    /** Airflow 2 lists no runs also for a DAG that does not exist. */
    @Override
    List<WireDagRun> newestRuns(String dagId, int most) {
        List<WireDagRun> runs = super.newestRuns(dagId, most);
        if (runs.isEmpty()) {
            dag(dagId);
        }
        return runs;
    }

    /** The note first: it changes nothing that matters should the second request fail. */
    @Override
    public DagRun setRunState(String dagId, String runId, String state, String note) {
        calls.change(
                RUN,
                account -> client.setNote(account, dagId, runId, new AirflowClient.RunPatch(null, note)),
                () -> noRun(dagId, runId));
        return super.setRunState(dagId, runId, state, null);
    }

    /** Airflow 2 accepts no note here. */
    @Override
    public List<TaskInstance> clear(Clearing clearing, String note) {
        return super.clear(clearing, null);
    }

    @Override
    public void readLog(TaskTry attempt, Consumer<LogEvent> line) {
        var events = new ReplayFilter(line);
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
                    return !readLines(body, new TextLog(events.again())).missing();
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

    /** Airflow 2 continues only in logs as JSON, where they are Python expressions: the token counts the events that were read. */
    @Override
    public Optional<String> followLog(TaskTry attempt, Optional<String> token, Consumer<LogEvent> line) {
        boolean over = isOver(attempt);
        long known = token.map(Long::parseLong).orElse(0L);
        var number = new AtomicLong();
        readLog(attempt, event -> {
            if (number.incrementAndGet() > known) {
                line.accept(event);
            }
        });
        return over ? Optional.empty() : Optional.of(String.valueOf(Math.max(known, number.get())));
    }

    private boolean isOver(TaskTry attempt) {
        return oneInstance(attempt.dagId(), attempt.runId(), attempt.taskId(), attempt.mapIndex())
                .filter(task -> !task.ended() && task.tryNumber() <= attempt.number())
                .isEmpty();
    }

    @Override
    public List<TaskQuestion> questions(DagRun run) {
        return List.of();
    }

    @Override
    public void answer(DagRun run, TaskQuestion question, TaskAnswer answer) {
        throw NotFoundErrors.inAirflow2("ask questions", "Only tasks of Airflow 3 ask a person.");
    }

    @Override
    public List<Instant> wouldBackfill(BackfillPlan plan) {
        throw NotFoundErrors.inAirflow2("make backfills by its API", BY_HAND);
    }

    @Override
    public int backfill(BackfillPlan plan) {
        throw NotFoundErrors.inAirflow2("make backfills by its API", BY_HAND);
    }

    @Override
    public Page<Asset> assets(Optional<String> search, int limit, int offset) {
        return new NameSearch(true)
                .page(
                        search,
                        limit,
                        offset,
                        (pattern, most, from) -> calls.read(
                                        account -> client.datasets(account, pattern, most, from, "uri"),
                                        NotFoundErrors::something)
                                .map(WireAsset::toAsset),
                        Asset::name);
    }
}
