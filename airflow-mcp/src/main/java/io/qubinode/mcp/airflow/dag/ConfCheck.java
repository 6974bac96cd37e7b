package io.qubinode.mcp.airflow.dag;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.airflow.airflowapi.DagDetails;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.Suggestions;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.secret.ForeignText;
import io.qubinode.mcp.security.secret.SecretMask;
import io.qubinode.mcp.security.tool.ForeignSchema;
import io.qubinode.mcp.security.tool.LinearExpressions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Compares a conf with the params that a DAG declares. Whether a value is right is for Airflow to say: what is found here explains a
 * refusal, and is a remark otherwise.
 */
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

    /** The names that a DAG with params does not declare. Airflow accepts them, and the run continues without what was meant. */
    static List<String> undeclared(DagDetails dag, Map<String, Object> conf) {
        return dag.params().isEmpty()
                ? List.of()
                : conf.keySet().stream()
                        .filter(name -> !dag.params().containsKey(name))
                        .sorted()
                        .toList();
    }

    static ToolException refusalOf(List<String> undeclared, DagDetails dag) {
        String name = undeclared.getFirst();
        return new ToolException(
                ErrorCode.INVALID_ARGUMENT,
                "DAG " + dag.dagId() + " declares no param named " + String.join(", ", undeclared) + ".",
                Suggestions.hint(name, dag.params().keySet(), "It matches none of them.") + " Its params are "
                        + names(dag) + ". allow_unknown: true accepts others.");
    }

    /** What does not fit of the values that are given, or is missing, each with the name of the param. */
    static List<String> problems(DagDetails dag, Map<String, Object> conf) {
        var problems = new ArrayList<String>();
        dag.params().forEach((name, param) -> {
            if (conf.containsKey(name)) {
                problem(param.schema(), ToolJson.MAPPER.valueToTree(conf.get(name)))
                        .ifPresent(problem -> problems.add(name + ": " + shown(name, problem)));
            } else if (param.isRequired()) {
                problems.add(name + " is missing");
            }
        });
        return problems.stream().sorted().toList();
    }

    /** The schema of a secret may name its values. */
    private static String shown(String name, String problem) {
        return SecretMask.isSecret(name) ? "does not fit its schema" : ForeignText.shown(problem);
    }

    /**
     * What of the given values is for Airflow alone to check, in one sentence: a pattern of Python's that takes time beyond bounds, such
     * as one with a look-ahead. Empty when that is nothing.
     */
    static Optional<String> unchecked(DagDetails dag, Map<String, Object> conf) {
        List<String> names = dag.params().entrySet().stream()
                .filter(param -> conf.containsKey(param.getKey()))
                .filter(param -> param.getValue().schema().findValues("pattern").stream()
                        .anyMatch(pattern -> pattern.isTextual() && !LinearExpressions.canMatch(pattern.textValue())))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        return names.isEmpty()
                ? Optional.empty()
                : Optional.of("Only Airflow checks the pattern of " + String.join(", ", names)
                        + ", because it has a look-around or the like.");
    }

    /** Airflow's refusal, with each problem that can be told. */
    static ToolException explained(ToolException refusal, DagDetails dag, List<String> problems) {
        return new ToolException(
                ErrorCode.INVALID_ARGUMENT,
                "conf does not fit the params of DAG " + dag.dagId() + ": " + String.join("; ", problems) + ".",
                "Its params are " + names(dag) + ". " + refusal.error().message(),
                refusal);
    }

    /** What a run would have: the params' defaults below the values that are given. */
    static ObjectNode merged(DagDetails dag, Map<String, Object> conf) {
        ObjectNode merged = ToolJson.MAPPER.createObjectNode();
        dag.params().forEach((name, param) -> merged.set(name, param.value()));
        conf.forEach((name, value) -> merged.set(name, ToolJson.MAPPER.valueToTree(value)));
        return merged;
    }

    private static String names(DagDetails dag) {
        return dag.params().keySet().stream().sorted().collect(Collectors.joining(", "));
    }

    private static Optional<String> problem(JsonNode schema, JsonNode value) {
        return ForeignSchema.DRAFT_7.problems(schema, value).stream()
                .map(message -> message.replaceFirst("^[^:]*: ", ""))
                .findFirst();
    }
}
