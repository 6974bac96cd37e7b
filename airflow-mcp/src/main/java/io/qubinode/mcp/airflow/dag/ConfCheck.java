package io.qubinode.mcp.airflow.dag;

import com.fasterxml.jackson.databind.JsonNode;
import io.qubinode.mcp.airflow.airflowapi.DagDetails;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.tool.ForeignSchema;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Compares a conf with the params that a DAG declares, before a run of it exists. */
final class ConfCheck {

    // Airflow sends the conf of each run with every list of runs.
    private static final int LARGEST_CONF = 64 << 10;

    private ConfCheck() {}

    /** @throws ToolException {@code invalid_argument} when it has more than 64 kB as JSON */
    static void requireSmall(Map<String, Object> conf) {
        int size = ToolJson.MAPPER.valueToTree(conf).toString().getBytes(StandardCharsets.UTF_8).length;
        if (size > LARGEST_CONF) {
            throw new ToolException(
                    ErrorCode.INVALID_ARGUMENT,
                    "conf has " + size + " bytes as JSON; at most " + LARGEST_CONF + " are allowed.",
                    "Put large data where the tasks can read it, for example into a file, and pass its name.");
        }
    }

    /**
     * Checks a conf.
     *
     * @return the names in it that the DAG does not declare; Airflow takes them, but they may be misspelled
     * @throws ToolException {@code invalid_argument}, naming each param whose value is wrong or missing
     */
    static List<String> undeclared(DagDetails dag, Map<String, Object> conf) {
        var wrong = new ArrayList<String>();
        dag.params().forEach((name, param) -> {
            JsonNode given = conf.containsKey(name) ? ToolJson.MAPPER.valueToTree(conf.get(name)) : param.value();
            problem(param.schema(), given)
                    .ifPresent(problem ->
                            wrong.add(conf.containsKey(name) ? name + ": " + problem : name + " is missing"));
        });
        if (!wrong.isEmpty()) {
            throw new ToolException(
                    ErrorCode.INVALID_ARGUMENT,
                    "conf does not fit the params of DAG " + dag.dagId() + ": "
                            + wrong.stream().sorted().collect(Collectors.joining("; ")) + ".",
                    "Its params are " + names(dag) + ".");
        }
        return dag.params().isEmpty()
                ? List.of()
                : conf.keySet().stream()
                        .filter(name -> !dag.params().containsKey(name))
                        .sorted()
                        .toList();
    }

    /** The names of a DAG's params, for a sentence. */
    static String names(DagDetails dag) {
        return dag.params().keySet().stream().sorted().collect(Collectors.joining(", "));
    }

    /** Empty also for a schema that refers to others: Airflow checks the value then. */
    private static java.util.Optional<String> problem(JsonNode schema, JsonNode value) {
        JsonNode present = value == null ? ToolJson.MAPPER.nullNode() : value;
        return ForeignSchema.DRAFT_7.problems(schema, present).stream()
                .map(message -> message.replaceFirst("^[^:]*: ", ""))
                .findFirst();
    }
}
