package io.qubinode.mcp.security.prompt;

import static java.util.Objects.requireNonNull;

import io.qubinode.mcp.security.tool.CallContext;
import io.qubinode.mcp.security.tool.ContentBlock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * A text that a person chooses by name and that sets a model to work with this server's tools. Only who may use all of its
 * tools is offered it.
 *
 * @param name letters, digits, underscores
 * @param title what a person reads in a menu
 * @param description what it is for, in a sentence
 * @param arguments what is asked of the person
 * @param tools the names of the tools that the text sends the model to
 * @param messages makes the user's messages from the given arguments; an optional one that was left out is absent; may ask the client
 * @see <a href="https://modelcontextprotocol.io/specification/2025-11-25/server/prompts">Prompts in MCP</a>
 */
public record Prompt(
        String name,
        String title,
        String description,
        List<Argument> arguments,
        Set<String> tools,
        BiFunction<Map<String, String>, CallContext, List<ContentBlock>> messages) {

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_]{1,64}");

    public Prompt {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("Not a prompt name: " + name);
        }
        requireNonNull(title);
        requireNonNull(description);
        arguments = List.copyOf(arguments);
        tools = Set.copyOf(tools);
        requireNonNull(messages);
    }

    public static Prompt ofText(
            String name,
            String title,
            String description,
            List<Argument> arguments,
            Set<String> tools,
            Function<Map<String, String>, String> text) {
        return new Prompt(
                name,
                title,
                description,
                arguments,
                tools,
                (given, call) -> List.of(new ContentBlock.Text(text.apply(given))));
    }

    /**
     * What is asked of the person.
     *
     * @param name lower case with underscores
     * @param description what to fill in, with an example
     * @param required whether there is no text without it
     * @param values those that completion offers; may block
     */
    public record Argument(String name, String description, boolean required, Supplier<List<String>> values) {

        public Argument {
            requireNonNull(name);
            requireNonNull(description);
            requireNonNull(values);
        }

        public Argument(String name, String description, boolean required) {
            this(name, description, required, List::of);
        }
    }
}
