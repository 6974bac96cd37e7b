package io.qubinode.mcp.security.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.gate.ErrorCode;
import io.qubinode.mcp.security.gate.NearNames;
import io.qubinode.mcp.security.gate.ToolException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/**
 * Where one tool can work: one of several outside systems of the same kind, which an argument names.
 *
 * @param argument the name of that argument, and of the field of the answer that tells which it was
 * @param what what is chosen, as in "Which Airflow"
 * @param functions what the tool does at each, the one when the argument is left out first
 */
public record Places<I extends Record, O extends Record>(
        String argument, String what, Map<String, ToolFunction<I, O>> functions) {

    public Places {
        functions = Collections.unmodifiableMap(new LinkedHashMap<>(functions));
        if (functions.size() < 2) {
            throw new IllegalArgumentException("There is nothing to choose by " + argument);
        }
    }

    /**
     * The same tools with a choice of the place; as they are when there is one place only.
     *
     * @param byPlace what each place offers, the same tools in the same order; the one when none is chosen first
     */
    public static List<Tool<?, ?>> merged(
            String argument, String what, SequencedMap<String, List<Tool<?, ?>>> byPlace) {
        List<Tool<?, ?>> first = byPlace.firstEntry().getValue();
        if (byPlace.size() == 1) {
            return first;
        }
        return IntStream.range(0, first.size())
                .<Tool<?, ?>>mapToObj(number -> placed(first.get(number), argument, what, byPlace, number))
                .toList();
    }

    private static <I extends Record, O extends Record> Tool<I, O> placed(
            Tool<I, O> tool, String argument, String what, Map<String, List<Tool<?, ?>>> byPlace, int number) {
        var functions = new LinkedHashMap<String, ToolFunction<I, O>>();
        byPlace.forEach((name, tools) -> functions.put(name, sameAs(tool, tools.get(number))));
        return tool.at(new Places<>(argument, what, functions));
    }

    @SuppressWarnings("unchecked")
    private static <I extends Record, O extends Record> ToolFunction<I, O> sameAs(Tool<I, O> tool, Tool<?, ?> other) {
        if (!tool.name().equals(other.name()) || tool.input() != other.input() || tool.output() != other.output()) {
            throw new IllegalArgumentException(tool.name() + " and " + other.name() + " are not the same tool");
        }
        return ((Tool<I, O>) other).function();
    }

    private List<String> names() {
        return List.copyOf(functions.keySet());
    }

    /**
     * Takes the argument out.
     *
     * @return the place's name
     * @throws ToolException {@code invalid_argument} when there is no such place
     */
    public String take(ObjectNode arguments) {
        JsonNode given = arguments.remove(argument);
        if (given == null || given.isNull()) {
            return names().getFirst();
        }
        if (!given.isTextual() || !functions.containsKey(given.textValue())) {
            throw new ToolException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Wrong arguments: " + argument + " must be one of " + String.join(", ", names()) + ".",
                    NearNames.hint(given.asText(), names(), "Correct it and call again."));
        }
        return given.textValue();
    }

    void describe(ObjectNode input, ObjectNode output) {
        ObjectNode property = ((ObjectNode) input.get("properties"))
                .putObject(argument)
                .put("type", "string")
                .put("description", what + "; " + names().getFirst() + " when left out");
        names().forEach(property.putArray("enum")::add);
        ((ObjectNode) output.get("properties")).putObject(argument).put("type", "string");
    }
}
