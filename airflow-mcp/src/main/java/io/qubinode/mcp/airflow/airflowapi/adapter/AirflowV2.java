package io.qubinode.mcp.airflow.airflowapi.adapter;

import io.qubinode.mcp.airflow.airflowapi.Asset;
import io.qubinode.mcp.airflow.airflowapi.BackfillPlan;
import io.qubinode.mcp.airflow.airflowapi.ComponentState;
import io.qubinode.mcp.airflow.airflowapi.DagRun;
import io.qubinode.mcp.airflow.airflowapi.DagSource;
import io.qubinode.mcp.airflow.airflowapi.LogEvent;
import io.qubinode.mcp.airflow.airflowapi.NewDagRun;
import io.qubinode.mcp.airflow.airflowapi.Page;
import io.qubinode.mcp.airflow.airflowapi.RunDetails;
import io.qubinode.mcp.airflow.airflowapi.RunQuery;
import io.qubinode.mcp.airflow.airflowapi.TaskAnswer;
import io.qubinode.mcp.airflow.airflowapi.TaskQuestion;
import io.qubinode.mcp.airflow.airflowapi.TaskTry;
import io.qubinode.mcp.airflow.airflowapi.wire.AirflowV2Client;
import io.qubinode.mcp.airflow.airflowapi.wire.BoundedValue;
import io.qubinode.mcp.airflow.airflowapi.wire.LongAnswer;
import io.qubinode.mcp.airflow.airflowapi.wire.WireAsset;
import io.qubinode.mcp.airflow.airflowapi.wire.WireBackfill;
import io.qubinode.mcp.airflow.airflowapi.wire.WireDagRun;
import io.qubinode.mcp.airflow.airflowapi.wire.WirePage;
import io.qubinode.mcp.airflow.airflowapi.wire.WireQuestion;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Airflow 3 by its REST API v2. */
final class AirflowV2 extends AirflowRest<AirflowV2Client> {

    private static final String NEWEST_FIRST = "-run_after";
    private static final LongAnswer<WirePage<WireQuestion>> QUESTIONS =
            LongAnswer.pageOf(WireQuestion.class).keeping(BoundedValue.SHOWN);
    private static final LongAnswer<Answered> ANSWERED = LongAnswer.of(Answered.class);

    /** Of what Airflow answers then nothing is used. */
    private record Answered() {}

    AirflowV2(AirflowConnection connection) {
        super(connection, AirflowV2Client.class, connection.v2Calls(), NEWEST_FIRST, "filename", true);
    }

    @Override
    public List<ComponentState> components() {
        return calls.read(client::components, NotFoundErrors::something).toComponentStates();
    }

    @Override
    public DagSource source(String dagId, Optional<Integer> version) {
        return calls.read(account -> client.source(account, dagId, version.orElse(null)), () -> version.map(
                                number -> NotFoundErrors.dagVersion(dagId, number))
                        .orElseGet(() -> notFoundByDag(dagId)))
                .toDagSource();
    }

    @Override
    public DagRun trigger(String dagId, NewDagRun run) {
        var body = new AirflowV2Client.NewDagRun(
                run.logicalDate().date().map(Instant::toString).orElse(null), run.conf(), run.runId(), run.note());
        return calls.change(account -> client.trigger(account, dagId, body), () -> noDag(dagId))
                .toDagRun();
    }

    /** Airflow 3.0 ignores that it is asked for a conf. */
    @Override
    public Page<RunDetails> runs(RunQuery query) {
        return query.confContains()
                .filter(text -> version().startsWith("3.0."))
                .map(text -> ClientSidePaging.page(
                        offset -> runs(query, ClientSidePaging.PAGE, offset),
                        run -> run.conf().toString().contains(text),
                        query.limit(),
                        query.offset()))
                .orElseGet(() -> runs(query, query.limit(), query.offset()));
    }

    private Page<RunDetails> runs(RunQuery query, int limit, int offset) {
        return calls.read(
                        RUNS_WITH_CONF,
                        account -> client.runs(
                                account,
                                query.dagId().orElse(ALL_DAGS),
                                query.states(),
                                query.after().map(Instant::toString).orElse(null),
                                query.before().map(Instant::toString).orElse(null),
                                query.confContains().orElse(null),
                                NEWEST_FIRST,
                                limit,
                                offset),
                        () -> query.dagId().map(this::notFoundByDag).orElseGet(NotFoundErrors::something))
                .map(WireDagRun::toRunDetails);
    }

    @Override
    public void readLog(TaskTry attempt, Consumer<LogEvent> line) {
        var events = new ReplayFilter(line);
        calls.read(
                account -> {
                    InputStream body = logClient.log(
                            account,
                            attempt.dagId(),
                            attempt.runId(),
                            attempt.taskId(),
                            attempt.number(),
                            attempt.mapIndex().orElse(-1),
                            true);
                    LogStream.readLines(body, events.again());
                    return events;
                },
                () -> NotFoundErrors.log(attempt));
    }

    @Override
    public Optional<String> followLog(TaskTry attempt, Optional<String> token, Consumer<LogEvent> line) {
        var events = new ReplayFilter(line);
        return calls.read(
                account -> {
                    InputStream body = logClient.growingLog(
                            account,
                            attempt.dagId(),
                            attempt.runId(),
                            attempt.taskId(),
                            attempt.number(),
                            attempt.mapIndex().orElse(-1),
                            token.orElse(null));
                    return LogStream.read(body, events.again());
                },
                () -> NotFoundErrors.log(attempt));
    }

    @Override
    public List<TaskQuestion> questions(DagRun run) {
        try {
            return calls.find(
                            QUESTIONS,
                            account ->
                                    client.questions(account, run.dagId(), run.runId(), false, ClientSidePaging.PAGE))
                    .map(page -> page.items().stream()
                            .filter(WireQuestion::isOpen)
                            .map(WireQuestion::toTaskQuestion)
                            .toList())
                    .orElse(List.of());
        } catch (OtherApiVersion before31) {
            // Airflow 3.0 has the rest of this API, and asks nobody anything.
            return List.of();
        }
    }

    @Override
    public void answer(DagRun run, TaskQuestion question, TaskAnswer answer) {
        calls.change(
                ANSWERED,
                account -> client.answer(
                        account,
                        run.dagId(),
                        run.runId(),
                        question.taskId(),
                        question.mapIndex().orElse(-1),
                        WireQuestion.Answer.of(answer)),
                NotFoundErrors::something);
    }

    @Override
    public List<Instant> wouldBackfill(BackfillPlan plan) {
        return calls.read(
                        account -> client.backfillDates(account, WireBackfill.Plan.of(plan)),
                        () -> notFoundByDag(plan.dagId()))
                .list(WireBackfill.Run::logicalDate);
    }

    @Override
    public int backfill(BackfillPlan plan) {
        return calls.change(
                        account -> client.backfill(account, WireBackfill.Plan.of(plan)),
                        () -> notFoundByDag(plan.dagId()))
                .id();
    }

    @Override
    public Page<Asset> assets(Optional<String> search, int limit, int offset) {
        return new NameSearch(true)
                .page(
                        search,
                        limit,
                        offset,
                        (pattern, most, from) -> calls.read(
                                        account -> client.assets(account, pattern, most, from, "name"),
                                        NotFoundErrors::something)
                                .map(WireAsset::toAsset),
                        Asset::name);
    }
}
