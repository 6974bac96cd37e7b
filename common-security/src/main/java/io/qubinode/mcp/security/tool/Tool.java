package io.qubinode.mcp.security.tool;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.core.Permission;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The one declaration of a tool. Every door, schema, listing and reference page is made from it.
 *
 * <p>The input record's components are the arguments: {@code Optional} ones may be left out, those with
 * {@code @JsonProperty(defaultValue = "…")} are filled in, all others are required; Jakarta Validation annotations give the
 * bounds and {@code @JsonPropertyDescription} what a language model reads of them.
 *
 * @param name letters, digits, underscores; at most 64 characters
 * @param title what a person reads
 * @param description what a language model reads
 * @param group the tool group that configuration switches
 * @param permission what a caller needs
 * @param hints what a client may assume
 * @param input the record of the arguments
 * @param output the record of the answer
 * @param function what it does
 * @param givenSchema JSON Schema of the arguments, not to be changed; empty when it is made from the input record
 * @param targets where it can work; empty when there is only one place, where {@code function} works
 * @param surroundings what is done around its function; empty for nothing
 */
public record Tool<I extends Record, O extends Record>(
        String name,
        String title,
        String description,
        String group,
        Permission permission,
        ToolHints hints,
        Class<I> input,
        Class<O> output,
        ToolFunction<I, O> function,
        Optional<ObjectNode> givenSchema,
        Optional<Targets<I, O>> targets,
        Optional<ToolSurroundings<I>> surroundings) {

    // https://modelcontextprotocol.io/specification/2025-11-25/server/tools#tool-names, and what every model API takes
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_]{1,64}");

    public Tool {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("Not a tool name: " + name);
        }
        requireNonNull(title);
        description = description.strip();
        requireNonNull(group);
        requireNonNull(permission);
        requireNonNull(hints);
        requireNonNull(input);
        requireNonNull(output);
        requireNonNull(function);
        requireNonNull(givenSchema);
        requireNonNull(targets);
        requireNonNull(surroundings);
        if (givenSchema.isPresent() != (input == GivenArguments.class)) {
            throw new IllegalArgumentException(name + ": a given schema goes with given arguments");
        }
        if (permission.changes() == hints.readOnly()) {
            throw new IllegalArgumentException(name + ": permission " + permission + " contradicts readOnlyHint");
        }
    }

    /** The same tool, for a caller to choose where it works. */
    public Tool<I, O> at(Targets<I, O> choice) {
        return new Tool<>(
                name,
                title,
                description,
                group,
                permission,
                hints,
                input,
                output,
                function,
                givenSchema,
                Optional.of(choice),
                surroundings);
    }

    /** The same tool, with something done around its function. */
    public Tool<I, O> within(ToolSurroundings<I> what) {
        return new Tool<>(
                name,
                title,
                description,
                group,
                permission,
                hints,
                input,
                output,
                function,
                givenSchema,
                targets,
                Optional.of(what));
    }

    public static Declaration reads(String name, String group) {
        return new Declaration(name, group, Permission.READ, ToolHints.READ_ONLY);
    }

    /** Starts the declaration of a tool that changes an outside system, needing EXECUTE. */
    public static Declaration changes(String name, String group, ToolHints hints) {
        return new Declaration(name, group, Permission.EXECUTE, hints);
    }

    /** Starts the declaration of a tool that changes the server itself, needing ADMIN. */
    public static Declaration administers(String name, String group, ToolHints hints) {
        return new Declaration(name, group, Permission.ADMIN, hints);
    }

    public static final class Declaration {
        private final String name;
        private final String group;
        private final Permission permission;
        private final ToolHints hints;
        private String title;
        private String description;

        private Declaration(String name, String group, Permission permission, ToolHints hints) {
            this.name = name;
            this.group = group;
            this.permission = permission;
            this.hints = hints;
        }

        public Declaration title(String text) {
            title = text;
            return this;
        }

        /** Sets what a language model reads. */
        public Declaration description(String text) {
            description = text;
            return this;
        }

        /** Ends the declaration with the types of the arguments and the answer, and what turns one into the other. */
        public <I extends Record, O extends Record> Tool<I, O> does(
                Class<I> input, Class<O> output, ToolFunction<I, O> function) {
            return declared(input, output, function, Optional.empty());
        }

        /** Ends the declaration of a tool whose arguments are known at run time only, by their JSON Schema. */
        public <O extends Record> Tool<GivenArguments, O> does(
                ObjectNode inputSchema, Class<O> output, ToolFunction<GivenArguments, O> function) {
            return declared(GivenArguments.class, output, function, Optional.of(inputSchema));
        }

        private <I extends Record, O extends Record> Tool<I, O> declared(
                Class<I> input, Class<O> output, ToolFunction<I, O> function, Optional<ObjectNode> schema) {
            return new Tool<>(
                    name,
                    title,
                    description,
                    group,
                    permission,
                    hints,
                    input,
                    output,
                    function,
                    schema,
                    Optional.empty(),
                    Optional.empty());
        }
    }
}
