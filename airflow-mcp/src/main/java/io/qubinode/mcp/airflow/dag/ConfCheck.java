package io.qubinode.mcp.airflow.dag;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import io.qubinode.mcp.airflow.airflowapi.DagDetails;
import io.qubinode.mcp.security.gate.ErrorCode;
import io.qubinode.mcp.security.gate.ToolException;
import io.qubinode.mcp.security.tool.LinearExpressions;
import io.qubinode.mcp.security.tool.ToolJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Compares a conf with the params that a DAG declares, before a run of it exists. */
final class ConfCheck {

    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7);
    private static final SchemaValidatorsConfig IN_ENGLISH = SchemaValidatorsConfig.builder()
            .locale(Locale.ENGLISH)
            .regularExpressionFactory(new LinearExpressions())
            .build();

    private ConfCheck() {}

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

    private static java.util.Optional<String> problem(JsonNode schema, JsonNode value) {
        JsonNode present = value == null ? ToolJson.MAPPER.nullNode() : value;
        return SCHEMAS.getSchema(schema, IN_ENGLISH).validate(present).stream()
                .map(message -> message.getMessage().replaceFirst("^[^:]*: ", ""))
                .findFirst();
    }
}
