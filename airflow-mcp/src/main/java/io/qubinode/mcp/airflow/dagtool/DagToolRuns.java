package io.qubinode.mcp.airflow.dagtool;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.airflow.airflowapi.Airflow;
import io.qubinode.mcp.airflow.airflowapi.AirflowInstances;
import io.qubinode.mcp.airflow.airflowapi.DagDetails;
import io.qubinode.mcp.airflow.airflowapi.DagRun;
import io.qubinode.mcp.airflow.dag.DagRuns;
import io.qubinode.mcp.airflow.dag.DagRunsOfAll;
import io.qubinode.mcp.airflow.dag.DagTools.TriggerDag;
import io.qubinode.mcp.airflow.dag.DagTools.Triggered;
import io.qubinode.mcp.airflow.dag.RunResults;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.secret.SecretMask;
import io.qubinode.mcp.security.tool.Afterwards;
import io.qubinode.mcp.security.tool.CallContext;
import io.qubinode.mcp.security.tool.GivenArguments;
import io.qubinode.mcp.security.tool.WrittenByOthers;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Carries the call of a DAG's tool out: triggers, waits, and brings what the run returned. */
@Singleton
final class DagToolRuns {

    private static final int LONGEST_RESULT = 6_000;

    /**
     * What a run came to.
     *
     * @param result what its last task returned; by task id when there are several last ones
     */
    record Answer(DagRun run, @WrittenByOthers Optional<JsonNode> result, Optional<String> note) {}

    private final DagRuns runs;
    private final Airflow airflow;
    private final DagToolSettings settings;

    @Inject
    DagToolRuns(AirflowInstances airflows, DagRunsOfAll runs, DagToolSettings settings) {
        this.runs = runs.at(airflows.first());
        airflow = airflows.first().airflow();
        this.settings = settings;
    }

    Answer run(DagDetails dag, GivenArguments arguments, CallContext call) {
        ObjectNode values = arguments.values().deepCopy();
        Optional<String> date = DagToolSchema.takeLogicalDate(dag, values);
        Map<String, Object> conf = ToolJson.MAPPER.convertValue(values, new TypeReference<>() {});
        Triggered triggered = runs.trigger(
                new TriggerDag(
                        dag.dagId(), conf, date, (int) settings.longestWait().toSeconds()),
                call);
        DagRun run = triggered.run().orElseThrow();
        if (!run.state().equals("success")) {
            return new Answer(run, Optional.empty(), triggered.note());
        }
        var notes = new ArrayList<String>();
        triggered.note().ifPresent(notes::add);
        Optional<JsonNode> result = result(run, notes);
        if (result.filter(value -> value.toString().length() > LONGEST_RESULT).isPresent()) {
            result = result.map(DagToolRuns::beginning);
            notes.add("The result is cut; Airflow keeps it whole as the XCom of the task.");
        }
        return new Answer(run, result, notes.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", notes)));
    }

    /** The run has ended well, of which the caller must know even when its results cannot be read. */
    private Optional<JsonNode> result(DagRun run, List<String> notes) {
        Optional<RunResults> results = Afterwards.read(
                () -> RunResults.of(airflow, run),
                error -> notes.add("The run succeeded, but its result could not be read: " + error.message()
                        + " get_dag_status shows it."));
        results.flatMap(RunResults::note).ifPresent(notes::add);
        return results.flatMap(read -> shown(read.values()));
    }

    /** Masked by the names of their keys too. */
    private static Optional<JsonNode> shown(Map<String, JsonNode> results) {
        JsonNode masked = SecretMask.maskAll(ToolJson.MAPPER.<JsonNode>valueToTree(results));
        return results.size() == 1
                ? Optional.of(masked.elements().next())
                : Optional.of(masked).filter(all -> !all.isEmpty());
    }

    private static JsonNode beginning(JsonNode value) {
        return ToolJson.MAPPER.getNodeFactory().textNode(value.toString().substring(0, LONGEST_RESULT) + "…");
    }
}
