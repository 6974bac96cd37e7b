package io.qubinode.mcp.airflow.testing;

import com.fasterxml.jackson.databind.JsonNode;
import io.qubinode.mcp.airflow.airflowapi.Airflow;
import io.qubinode.mcp.airflow.airflowapi.Asset;
import io.qubinode.mcp.airflow.airflowapi.BackfillPlan;
import io.qubinode.mcp.airflow.airflowapi.Clearing;
import io.qubinode.mcp.airflow.airflowapi.ComponentState;
import io.qubinode.mcp.airflow.airflowapi.Connection;
import io.qubinode.mcp.airflow.airflowapi.Dag;
import io.qubinode.mcp.airflow.airflowapi.DagDetails;
import io.qubinode.mcp.airflow.airflowapi.DagParam;
import io.qubinode.mcp.airflow.airflowapi.DagQuery;
import io.qubinode.mcp.airflow.airflowapi.DagRun;
import io.qubinode.mcp.airflow.airflowapi.DagSource;
import io.qubinode.mcp.airflow.airflowapi.DagTask;
import io.qubinode.mcp.airflow.airflowapi.ImportError;
import io.qubinode.mcp.airflow.airflowapi.LogEvent;
import io.qubinode.mcp.airflow.airflowapi.NewDagRun;
import io.qubinode.mcp.airflow.airflowapi.Page;
import io.qubinode.mcp.airflow.airflowapi.PastTry;
import io.qubinode.mcp.airflow.airflowapi.Pool;
import io.qubinode.mcp.airflow.airflowapi.RunDetails;
import io.qubinode.mcp.airflow.airflowapi.RunEnding;
import io.qubinode.mcp.airflow.airflowapi.RunQuery;
import io.qubinode.mcp.airflow.airflowapi.TaskAnswer;
import io.qubinode.mcp.airflow.airflowapi.TaskInstance;
import io.qubinode.mcp.airflow.airflowapi.TaskQuery;
import io.qubinode.mcp.airflow.airflowapi.TaskQuestion;
import io.qubinode.mcp.airflow.airflowapi.TaskTry;
import io.qubinode.mcp.airflow.airflowapi.Variable;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.core.ToolJson;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** An Airflow in memory with one DAG, {@code backup}. A triggered run is queued, as Airflow's is, even of a paused DAG. */
public final class FakeAirflow implements Airflow {

    public final List<String> changes = new ArrayList<>();
    public final List<Dag> dags = new ArrayList<>();
    public final List<TaskInstance> tasks = new ArrayList<>();
    public final Map<String, List<String>> logs = new HashMap<>();
    public final List<TaskTry> logsRead = new ArrayList<>();
    public final Deque<String> statesToCome = new ArrayDeque<>();
    public Map<String, DagParam> params = Map.of();
    public Optional<DagRun> newest = Optional.empty();
    public Optional<ToolException> failure = Optional.empty();
    public Optional<ToolException> triggerFailure = Optional.empty();
    public Optional<RunDetails> there = Optional.empty();
    public final AtomicInteger looks = new AtomicInteger();
    public Duration latency = Duration.ZERO;
    public NewDagRun triggered;
    public boolean paused;
    public final List<RunDetails> runs = new ArrayList<>();
    public final List<DagTask> dagTasks = new ArrayList<>();
    public final Map<String, JsonNode> results = new HashMap<>();
    /** What each look at a growing log finds; after the last the task has ended. */
    public final Deque<List<String>> logGrowth = new ArrayDeque<>();
    /** At which of these looks, from 1, Airflow goes away while it answers. */
    public final Set<Integer> brokenLooks = new HashSet<>();

    public final List<Optional<String>> tokens = new ArrayList<>();
    public String source = "";
    /** What is thrown for a DAG. */
    public final Map<String, ToolException> failures = new HashMap<>();

    public Optional<String> zone = Optional.empty();
    public final List<String> obstacles = new ArrayList<>();
    public final List<TaskQuestion> questions = new ArrayList<>();
    public final List<String> dagsRead = new ArrayList<>();
    /** What clearing affects. */
    public final List<TaskInstance> affected = new ArrayList<>();
    /** What was cleared last. */
    public Clearing cleared;

    /** What a backfill is for. */
    public final List<Instant> dates = new ArrayList<>();

    public static DagRun run(String state) {
        return new DagRun("backup", "manual__1", state, "manual", Optional.empty(), Optional.empty(), Optional.empty());
    }

    public static TaskInstance task(String id, String state, int tries) {
        return task(id, Optional.empty(), state, tries);
    }

    public static TaskInstance mapped(String id, int index, String state) {
        return task(id, Optional.of(index), state, 1);
    }

    private static TaskInstance task(String id, Optional<Integer> index, String state, int tries) {
        return new TaskInstance(
                id,
                Optional.empty(),
                index,
                Optional.empty(),
                Optional.ofNullable(state),
                tries,
                Optional.empty(),
                Optional.empty());
    }

    public static Dag listed(String id, String description) {
        return new Dag(
                id,
                Optional.empty(),
                Optional.of(description),
                Optional.empty(),
                Optional.empty(),
                false,
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    public static DagDetails dag(String id, boolean paused, Map<String, DagParam> params) {
        return dag(id, paused, params, Optional.empty());
    }

    private static DagDetails dag(String id, boolean paused, Map<String, DagParam> params, Optional<String> zone) {
        return new DagDetails(
                id,
                Optional.empty(),
                Optional.of("Nightly"),
                Optional.empty(),
                Optional.empty(),
                zone,
                paused,
                false,
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.of(1),
                params);
    }

    public static ToolException unavailable() {
        return new ToolException(ErrorCode.BACKEND_UNAVAILABLE, "Airflow cannot be reached.", "Start it.");
    }

    @Override
    public String version() {
        return "3.3.2";
    }

    @Override
    public Page<Dag> dags(DagQuery query) {
        return new Page<>(
                dags.stream().skip(query.offset()).limit(query.limit()).toList(), dags.size());
    }

    @Override
    public DagDetails dag(String dagId) {
        dagsRead.add(dagId);
        if (failures.containsKey(dagId)) {
            throw failures.get(dagId);
        }
        return dag(dagId, paused, params, zone);
    }

    @Override
    public void setPaused(String dagId, boolean paused) {
        changes.add("paused " + dagId + " " + paused);
        failure.ifPresent(e -> {
            throw e;
        });
    }

    @Override
    public DagRun trigger(String dagId, NewDagRun run) {
        changes.add("trigger " + dagId);
        triggered = run;
        triggerFailure.ifPresent(e -> {
            throw e;
        });
        return run("queued");
    }

    @Override
    public Optional<RunDetails> findRun(String dagId, String runId) {
        failure.ifPresent(e -> {
            throw e;
        });
        return there;
    }

    @Override
    public Optional<DagRun> newestRun(String dagId) {
        return newest;
    }

    @Override
    public DagRun run(String dagId, String runId) {
        looks.incrementAndGet();
        LockSupport.parkNanos(latency.toNanos());
        failure.ifPresent(e -> {
            throw e;
        });
        return run(statesToCome.size() > 1 ? statesToCome.pop() : statesToCome.peek());
    }

    @Override
    public Page<TaskInstance> taskInstances(TaskQuery query) {
        List<TaskInstance> matching = tasks.stream()
                .filter(task -> query.taskId().isEmpty() || query.taskId().get().equals(task.taskId()))
                .filter(task -> query.states().isEmpty() || task.isIn(query.states()))
                .toList();
        return new Page<>(matching.stream().limit(query.limit()).toList(), matching.size());
    }

    @Override
    public Optional<TaskInstance> taskInstance(DagRun run, String taskId, Optional<Integer> mapIndex) {
        return tasks.stream()
                .filter(task -> task.taskId().equals(taskId) && task.mapIndex().equals(mapIndex))
                .findFirst();
    }

    @Override
    public List<String> taskIds(DagRun run) {
        return tasks.stream().map(TaskInstance::taskId).distinct().toList();
    }

    @Override
    public List<PastTry> tries(DagRun run, TaskInstance task) {
        return List.of();
    }

    @Override
    public List<String> obstacles(DagRun run, TaskInstance task) {
        return obstacles;
    }

    @Override
    public List<TaskQuestion> questions(DagRun run) {
        return questions;
    }

    @Override
    public void answer(DagRun run, TaskQuestion question, TaskAnswer answer) {
        changes.add("answer " + question.taskId() + " " + answer.options() + " " + answer.params());
    }

    @Override
    public Optional<RunEnding> ending(RunDetails run) {
        return RunEnding.told(run.note(), run.run());
    }

    @Override
    public void deleteRun(String dagId, String runId) {
        changes.add("delete " + runId);
    }

    @Override
    public void readLog(TaskTry attempt, Consumer<LogEvent> line) {
        logsRead.add(attempt);
        if (!logs.containsKey(attempt.taskId())) {
            throw new ToolException(ErrorCode.NOT_FOUND, "Airflow has no log of it.", "");
        }
        logs.get(attempt.taskId())
                .forEach(text -> line.accept(new LogEvent(Optional.empty(), Optional.empty(), text, List.of())));
    }

    @Override
    public Page<RunDetails> runs(RunQuery query) {
        List<RunDetails> matching = runs.stream()
                .filter(made -> query.states().isEmpty()
                        || query.states().contains(made.run().state()))
                .toList();
        return new Page<>(
                matching.stream().skip(query.offset()).limit(query.limit()).toList(), matching.size());
    }

    @Override
    public RunDetails runDetails(String dagId, String runId) {
        return runs.stream()
                .filter(made -> made.run().runId().equals(runId))
                .findFirst()
                .orElseGet(() ->
                        new RunDetails(newest.orElseThrow(), ToolJson.MAPPER.createObjectNode(), Optional.empty()));
    }

    @Override
    public List<DagTask> tasks(String dagId) {
        return dagTasks;
    }

    @Override
    public DagSource source(String dagId, Optional<Integer> version) {
        return new DagSource(source, version);
    }

    @Override
    public Page<ImportError> importErrors(int limit, int offset) {
        return new Page<>(List.of(), 0);
    }

    @Override
    public List<ComponentState> components() {
        return List.of();
    }

    @Override
    public Page<Asset> assets(Optional<String> search, int limit, int offset) {
        return new Page<>(List.of(), 0);
    }

    @Override
    public Page<Pool> pools(int limit, int offset) {
        return new Page<>(List.of(), 0);
    }

    @Override
    public Page<Variable> variables(Optional<String> search, int limit, int offset) {
        return new Page<>(List.of(), 0);
    }

    @Override
    public Page<Connection> connections(Optional<String> search, int limit, int offset) {
        return new Page<>(List.of(), 0);
    }

    @Override
    public Optional<JsonNode> result(DagRun run, String taskId, Optional<Integer> mapIndex) {
        return Optional.ofNullable(results.get(taskId));
    }

    @Override
    public Optional<String> followLog(TaskTry attempt, Optional<String> token, Consumer<LogEvent> line) {
        tokens.add(token);
        logGrowth.pop().forEach(text -> line.accept(new LogEvent(Optional.empty(), Optional.empty(), text, List.of())));
        if (brokenLooks.contains(tokens.size())) {
            throw unavailable();
        }
        return logGrowth.isEmpty() ? Optional.empty() : Optional.of("token " + tokens.size());
    }

    @Override
    public DagRun setRunState(String dagId, String runId, String state, String note) {
        changes.add(runId + " " + state + ": " + note);
        return run(state);
    }

    @Override
    public List<TaskInstance> wouldClear(Clearing clearing) {
        return affected;
    }

    @Override
    public List<TaskInstance> clear(Clearing clearing, String note) {
        changes.add("clear " + clearing.runId());
        cleared = clearing;
        return affected;
    }

    @Override
    public List<Instant> wouldBackfill(BackfillPlan plan) {
        return dates;
    }

    @Override
    public int backfill(BackfillPlan plan) {
        changes.add("backfill " + plan.from() + " " + plan.to());
        return 7;
    }
}
