package io.qubinode.mcp.airflow.testing;

import io.qubinode.mcp.airflow.airflowapi.Airflow;
import io.qubinode.mcp.airflow.airflowapi.Dag;
import io.qubinode.mcp.airflow.airflowapi.DagDetails;
import io.qubinode.mcp.airflow.airflowapi.DagPage;
import io.qubinode.mcp.airflow.airflowapi.DagQuery;
import io.qubinode.mcp.airflow.airflowapi.DagRun;
import io.qubinode.mcp.airflow.airflowapi.LogEvent;
import io.qubinode.mcp.airflow.airflowapi.NewDagRun;
import io.qubinode.mcp.airflow.airflowapi.TaskInstance;
import io.qubinode.mcp.airflow.airflowapi.TaskTry;
import io.qubinode.mcp.airflow.airflowapi.TriggeredRun;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    public Map<String, DagDetails.Param> params = Map.of();
    public Optional<DagRun> newest = Optional.empty();
    public Optional<ToolException> failure = Optional.empty();
    public Optional<ToolException> triggerFailure = Optional.empty();
    public Optional<TriggeredRun> there = Optional.empty();
    public final AtomicInteger looks = new AtomicInteger();
    public Duration latency = Duration.ZERO;
    public NewDagRun triggered;
    public boolean paused;

    public static DagRun run(String state) {
        return new DagRun("backup", "manual__1", state, "manual", Optional.empty(), Optional.empty(), Optional.empty());
    }

    public static TaskInstance task(String id, String state, int tries) {
        return new TaskInstance(
                id, Optional.empty(), Optional.ofNullable(state), tries, Optional.empty(), Optional.empty());
    }

    public static ToolException unavailable() {
        return new ToolException(ErrorCode.BACKEND_UNAVAILABLE, "Airflow cannot be reached.", "Start it.");
    }

    @Override
    public String version() {
        return "3.3.2";
    }

    @Override
    public DagPage dags(DagQuery query) {
        return new DagPage(
                dags.stream().skip(query.offset()).limit(query.limit()).toList(), dags.size());
    }

    @Override
    public DagDetails dag(String dagId) {
        return new DagDetails(dagId, paused, params);
    }

    @Override
    public void unpause(String dagId) {
        changes.add("unpause " + dagId);
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
    public Optional<TriggeredRun> findRun(String dagId, String runId) {
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
    public List<TaskInstance> taskInstances(String dagId, String runId) {
        return List.copyOf(tasks);
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
}
