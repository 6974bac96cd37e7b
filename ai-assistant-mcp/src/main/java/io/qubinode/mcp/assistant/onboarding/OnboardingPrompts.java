package io.qubinode.mcp.assistant.onboarding;

import io.qubinode.mcp.security.prompt.Prompt;
import io.qubinode.mcp.security.prompt.PromptProvider;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How somebody new finds in. */
@Singleton
public final class OnboardingPrompts implements PromptProvider {

    @Override
    public List<Prompt> prompts() {
        return List.of(Prompt.ofText(
                "onboarding",
                "Show me around",
                "Introduces the lab to somebody new, from its documentation and its present state.",
                List.of(new Prompt.Argument("goal", "First thing that you want to do, such as: create a VM.", false)),
                Set.of("query_documents", "get_project_status"),
                OnboardingPrompts::introduce));
    }

    private static String introduce(Map<String, String> given) {
        String goal = Optional.ofNullable(given.get("goal"))
                .map(what -> "What I want to do first: " + what)
                .orElse("I do not know yet what to do first; propose three things.");
        return """
                I am new to this lab. Show me around in less than 300 words.
                %s

                1. get_project_status tells which parts run and what is wrong with them.
                2. query_documents finds what the documentation says, first of an overview, then of my goal. Ask it several \
                short questions rather than a long one.

                Then tell me what the lab is, what works at this moment, and the steps to my goal, each with the document that \
                it is from. Where the documentation says nothing, say that it does not.
                """.formatted(goal);
    }
}
