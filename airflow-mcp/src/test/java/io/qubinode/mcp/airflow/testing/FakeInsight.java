package io.qubinode.mcp.airflow.testing;

import com.fasterxml.jackson.databind.JsonNode;
import io.qubinode.mcp.airflow.airflowapi.AirflowInsight;
import io.qubinode.mcp.airflow.airflowapi.Asset;
import io.qubinode.mcp.airflow.airflowapi.ComponentState;
import io.qubinode.mcp.airflow.airflowapi.Connection;
import io.qubinode.mcp.airflow.airflowapi.DagParam;
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
import io.qubinode.mcp.security.core.ToolException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What more there is in an Airflow in memory; a test fills what it needs. */
public final class FakeInsight implements AirflowInsight {

    public final List<RunRecord> runs = new ArrayList<>();
    public final List<DagTask> tasks = new ArrayList<>();
    public final Map<String, JsonNode> results = new HashMap<>();
    /** What each look at a growing log finds; after the last the task has ended. */
    public final Deque<List<String>> logGrowth = new ArrayDeque<>();

    public final List<Optional<String>> tokens = new ArrayList<>();
    public Map<String, DagParam> params = Map.of();
    public String source = "";
    /** What is thrown for the profile of a DAG. */
    public final Map<String, ToolException> failures = new HashMap<>();

    public final List<String> profilesRead = new ArrayList<>();

    @Override
    public Page<RunRecord> runs(RunQuery query) {
        List<RunRecord> matching = runs.stream()
                .filter(made -> query.states().isEmpty()
                        || query.states().contains(made.run().state()))
                .toList();
        return new Page<>(
                matching.stream().skip(query.offset()).limit(query.limit()).toList(), matching.size());
    }

    @Override
    public RunRecord run(String dagId, String runId) {
        return runs.stream()
                .filter(made -> made.run().runId().equals(runId))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public DagProfile profile(String dagId) {
        profilesRead.add(dagId);
        if (failures.containsKey(dagId)) {
            throw failures.get(dagId);
        }
        return new DagProfile(
                dagId,
                Optional.of("Nightly"),
                Optional.empty(),
                Optional.empty(),
                false,
                false,
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.of(1),
                params);
    }

    @Override
    public List<DagTask> tasks(String dagId) {
        return tasks;
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
    public Optional<JsonNode> result(String dagId, String runId, String taskId) {
        return Optional.ofNullable(results.get(taskId));
    }

    @Override
    public Optional<String> followLog(TaskTry attempt, Optional<String> token, Consumer<LogEvent> line) {
        tokens.add(token);
        logGrowth.pop().forEach(text -> line.accept(new LogEvent(Optional.empty(), Optional.empty(), text, List.of())));
        return logGrowth.isEmpty() ? Optional.empty() : Optional.of("token " + tokens.size());
    }
}
