package io.qubinode.mcp.conformance;

import io.qubinode.mcp.security.tool.Tool;
import io.qubinode.mcp.security.tool.ToolProvider;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.stream.Stream;

/** The suite's tools as the gate knows them; what they answer beyond our own kind of answer is {@link FixtureAnswers}. */
@Singleton
final class FixtureTools implements ToolProvider {

    /** No arguments. */
    public record None() {}

    /** What the client's model is asked. */
    public record PromptInput(String prompt) {}

    /** What the client's user is asked. */
    public record MessageInput(String message) {}

    /** The gate let the call through. */
    public record Passed(boolean passed) {}

    @Override
    public List<Tool<?, ?>> tools() {
        Stream<Tool<?, ?>> plain = FixtureAnswers.WITHOUT_ARGUMENTS.stream().map(name -> tool(name, None.class));
        return Stream.concat(
                        plain,
                        Stream.of(
                                tool("test_sampling", PromptInput.class), tool("test_elicitation", MessageInput.class)))
                .toList();
    }

    private static <I extends Record> Tool<I, Passed> tool(String name, Class<I> input) {
        return Tool.reads(name, "fixtures")
                .title(name)
                .description("A fixture of the conformance suite.")
                .does(input, Passed.class, (arguments, call) -> new Passed(true));
    }
}
