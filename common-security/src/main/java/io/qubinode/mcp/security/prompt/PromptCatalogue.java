package io.qubinode.mcp.security.prompt;

import io.qubinode.mcp.security.core.Caller;
import io.qubinode.mcp.security.permission.ToolPermissions;
import io.qubinode.mcp.security.tool.ToolCatalogue;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

@Singleton
public final class PromptCatalogue {

    private final Map<String, Prompt> prompts = new TreeMap<>();
    private final ToolCatalogue tools;
    private final ToolPermissions permissions;

    /** @throws IllegalStateException when a prompt names a tool that there is not, or two have one name */
    @Inject
    PromptCatalogue(Instance<PromptProvider> providers, ToolCatalogue tools, ToolPermissions permissions) {
        this.tools = tools;
        this.permissions = permissions;
        providers.stream().flatMap(provider -> provider.prompts().stream()).forEach(this::add);
    }

    private void add(Prompt prompt) {
        for (String tool : prompt.tools()) {
            if (tools.find(tool).isEmpty()) {
                throw new IllegalStateException("Prompt " + prompt.name() + " names a tool that there is not: " + tool);
            }
        }
        if (prompts.put(prompt.name(), prompt) != null) {
            throw new IllegalStateException("Two prompts are named " + prompt.name());
        }
    }

    /** Those whose tools this caller may use, in the order of the listing. */
    public List<Prompt> offeredTo(Caller caller) {
        return prompts.values().stream()
                .filter(prompt -> offers(caller, prompt))
                .toList();
    }

    /** The prompt of this name, if this caller may use all of its tools. */
    public Optional<Prompt> find(Caller caller, String name) {
        return Optional.ofNullable(prompts.get(name)).filter(prompt -> offers(caller, prompt));
    }

    public boolean exists(String name) {
        return prompts.containsKey(name);
    }

    private boolean offers(Caller caller, Prompt prompt) {
        return prompt.tools().stream().allMatch(tool -> tools.find(tool)
                .filter(entry -> permissions.allows(caller, entry))
                .isPresent());
    }
}
