package io.qubinode.mcp.airflow.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.qubinode.mcp.airflow.airflowapi.DagParam;
import io.qubinode.mcp.airflow.airflowapi.TaskQuestion;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.Suggestions;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.tool.ForeignSchema;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The params of a question. Airflow takes any values with an answer, which cannot be changed, and then fails the task when they do not
 * fit or are only some of the params. Its web UI sends all of them.
 */
record QuestionParams(Map<String, DagParam> declared) {

    /** What stands in place of a default that is too long to be read. */
    private static final String NOT_WHOLE = "not shown";

    static QuestionParams of(TaskQuestion question) {
        var declared = new TreeMap<String, DagParam>();
        question.params().ifPresent(params -> params.properties()
                .forEach(param -> declared.put(param.getKey(), declared(param.getValue()))));
        return new QuestionParams(declared);
    }

    /** Airflow 3.1 can send the value alone. */
    private static DagParam declared(JsonNode param) {
        return param.has("schema") && param.has("value")
                ? new DagParam(param.get("schema"), param.get("value"), Optional.empty())
                : new DagParam(JsonNodeFactory.instance.objectNode(), param, Optional.empty());
    }

    /**
     * The values that are given, and the defaults of the others.
     *
     * @throws ToolException {@code invalid_argument} for a param that is not declared, does not fit or is missing
     */
    Map<String, Object> filledIn(Map<String, Object> given) {
        var all = new TreeMap<>(given);
        for (String name : given.keySet()) {
            if (!declared.isEmpty() && !declared.containsKey(name)) {
                throw invalid(
                        "The question has no param named " + name + ".",
                        Suggestions.hint(name, declared.keySet(), "It matches none of them."));
            }
        }
        declared.forEach((name, param) -> {
            boolean isWhole = !param.value().toString().contains(NOT_WHOLE);
            if (!given.containsKey(name) && (param.isRequired() || !isWhole)) {
                throw invalid("params." + name + " is missing.", "The question needs a value of it.");
            }
            all.putIfAbsent(name, param.value());
            requireFit(name, param, all.get(name));
        });
        return all;
    }

    private void requireFit(String name, DagParam param, Object value) {
        ForeignSchema.DRAFT_7.problems(param.schema(), ToolJson.MAPPER.valueToTree(value)).stream()
                .findFirst()
                .ifPresent(problem -> {
                    throw invalid(
                            "params." + name + " does not fit: " + problem.replaceFirst("^[^:]*: ", "") + ".", "");
                });
    }

    private ToolException invalid(String message, String hint) {
        return new ToolException(
                ErrorCode.INVALID_ARGUMENT,
                message,
                (hint + " Its params are " + String.join(", ", declared.keySet()) + ".").strip());
    }
}
