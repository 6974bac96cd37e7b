package io.qubinode.mcp.endpoints.testing;

import io.qubinode.mcp.security.prompt.Prompt;
import io.qubinode.mcp.security.prompt.PromptProvider;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;

/** A prompt that everybody may have, and one of a tool that is switched off. */
@Singleton
public class ProbePrompts implements PromptProvider {

    @Override
    public List<Prompt> prompts() {
        return List.of(
                Prompt.ofText(
                        "greet",
                        "Greet",
                        "Greets somebody.",
                        List.of(
                                new Prompt.Argument("whom", "Who is greeted", true),
                                new Prompt.Argument("how", "In which words", false)),
                        Set.of("echo"),
                        given -> "Say " + given.getOrDefault("how", "hello") + " to " + given.get("whom")),
                Prompt.ofText(
                        "hide", "Hide", "Is not offered.", List.of(), Set.of("echo", "hidden"), given -> "hidden"));
    }
}
