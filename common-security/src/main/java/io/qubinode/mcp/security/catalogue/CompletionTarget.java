package io.qubinode.mcp.security.catalogue;

import io.qubinode.mcp.security.core.Caller;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolError;
import io.qubinode.mcp.security.operation.Operation;
import io.qubinode.mcp.security.operation.Target;
import io.qubinode.mcp.security.operation.Work;
import io.qubinode.mcp.security.prompt.Prompt;
import io.qubinode.mcp.security.prompt.PromptCatalogue;
import java.util.Optional;

record CompletionTarget(PromptCatalogue prompts, String prompt, String argument, String start)
        implements Target<Completions> {

    @Override
    public Kind kind() {
        return Kind.OVERVIEW;
    }

    @Override
    public boolean exists() {
        return prompts.exists(prompt);
    }

    @Override
    public boolean isVisibleTo(Caller caller) {
        return found(caller).isPresent();
    }

    @Override
    public ToolError missing(Caller caller) {
        return new ToolError(ErrorCode.NOT_FOUND, "There is no such prompt or argument.", "prompts/list names both.");
    }

    @Override
    public Work<Completions> bind(Operation operation) {
        Prompt.Argument found = found(operation.caller()).orElseThrow();
        return () -> Completions.of(found.values().get(), start);
    }

    private Optional<Prompt.Argument> found(Caller caller) {
        return prompts.find(caller, prompt).stream()
                .flatMap(found -> found.arguments().stream())
                .filter(each -> each.name().equals(argument))
                .findFirst();
    }
}
