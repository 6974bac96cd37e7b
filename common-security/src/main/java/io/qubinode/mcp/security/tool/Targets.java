package io.qubinode.mcp.security.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.Suggestions;
import io.qubinode.mcp.security.core.ToolException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Where one tool can work: one of several outside systems of the same kind, which an argument names.
 *
 * @param argument the name of that argument, and of the field of the answer that tells which it was
 * @param what what is chosen, as in "Airflow instance to use"
 * @param functions what the tool does at each
 * @param selector where it works when the argument is left out
 */
public record Targets<I extends Record, O extends Record>(
        String argument, String what, Map<String, ToolFunction<I, O>> functions, TargetSelector<I, O> selector) {

    /**
     * Where one call works.
     *
     * @param place its name; empty for several targets
     */
    public record Chosen<I extends Record, O extends Record>(Optional<String> place, ToolFunction<I, O> function) {}

    public Targets {
        functions = Collections.unmodifiableMap(new LinkedHashMap<>(functions));
        if (functions.size() < 2) {
            throw new IllegalArgumentException("There is nothing to choose by " + argument);
        }
    }

    /** Says for each tool where it works when the argument is left out. */
    @FunctionalInterface
    public interface Otherwise {
        <I extends Record, O extends Record> TargetSelector<I, O> of(Tool<I, O> tool);
    }

    private record AtTheFirst() implements Otherwise {
        @Override
        public <I extends Record, O extends Record> TargetSelector<I, O> of(Tool<I, O> tool) {
            return new TargetSelector.First<>();
        }
    }

    /**
     * The same tools with a choice of the place, the first when none is chosen; as they are when there is one place only.
     *
     * @param byPlace what each place offers, the same tools in the same order
     */
    public static List<Tool<?, ?>> merged(
            String argument, String what, SequencedMap<String, List<Tool<?, ?>>> byPlace) {
        return merged(argument, what, byPlace, new AtTheFirst());
    }

    /** The same, with another choice when the caller makes none. */
    public static List<Tool<?, ?>> merged(
            String argument, String what, SequencedMap<String, List<Tool<?, ?>>> byPlace, Otherwise otherwise) {
        List<Tool<?, ?>> first = byPlace.firstEntry().getValue();
        if (byPlace.size() == 1) {
            return first;
        }
        return IntStream.range(0, first.size())
                .<Tool<?, ?>>mapToObj(number -> placed(first.get(number), argument, what, byPlace, number, otherwise))
                .toList();
    }

    private static <I extends Record, O extends Record> Tool<I, O> placed(
            Tool<I, O> tool,
            String argument,
            String what,
            Map<String, List<Tool<?, ?>>> byPlace,
            int number,
            Otherwise otherwise) {
        var functions = new LinkedHashMap<String, ToolFunction<I, O>>();
        byPlace.forEach((name, tools) -> functions.put(name, sameAs(tool, tools.get(number))));
        return tool.at(new Targets<>(argument, what, functions, otherwise.of(tool)));
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
     * @return the place's name; empty when it is left out
     * @throws ToolException {@code invalid_argument} when there is no such place
     */
    public Optional<String> take(ObjectNode arguments) {
        JsonNode given = arguments.remove(argument);
        if (given == null || given.isNull()) {
            return Optional.empty();
        }
        if (!given.isTextual() || !functions.containsKey(given.textValue())) {
            throw new ToolException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Wrong arguments: " + argument + " must be one of " + String.join(", ", names()) + ".",
                    Suggestions.hint(given.asText(), names(), "Correct it and call again."));
        }
        return Optional.of(given.textValue());
    }

    /**
     * Where a call works.
     *
     * @param given what {@link #take} found
     */
    public Chosen<I, O> choose(Optional<String> given, I input) {
        if (given.isEmpty() && selector instanceof TargetSelector.Together<I, O>(ToolFunction<I, O> all)) {
            return new Chosen<>(Optional.empty(), all);
        }
        String place = given.orElseGet(() -> selector instanceof TargetSelector.Found<I, O>(Function<I, String> how)
                ? how.apply(input)
                : names().getFirst());
        return new Chosen<>(Optional.of(place), functions.get(place));
    }

    void describe(ObjectNode input, ObjectNode output) {
        ObjectNode property = ((ObjectNode) input.get("properties"))
                .putObject(argument)
                .put("type", "string")
                .put("description", what + ". " + selector.inWords(names().getFirst()));
        names().forEach(property.putArray("enum")::add);
        ((ObjectNode) output.get("properties")).putObject(argument).put("type", "string");
    }
}
