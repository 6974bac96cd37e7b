package io.qubinode.mcp.security.catalogue;

import io.qubinode.mcp.security.core.Caller;
import io.qubinode.mcp.security.operation.Target;
import io.qubinode.mcp.security.operation.Target.Kind;
import io.qubinode.mcp.security.permission.ToolPermissions;
import io.qubinode.mcp.security.prompt.Prompt;
import io.qubinode.mcp.security.prompt.PromptCatalogue;
import io.qubinode.mcp.security.resource.ListedResource;
import io.qubinode.mcp.security.resource.ResourceCatalogue;
import io.qubinode.mcp.security.resource.ResourceTemplate;
import io.qubinode.mcp.security.resource.ResourceText;
import io.qubinode.mcp.security.tool.ArgumentBinder;
import io.qubinode.mcp.security.tool.CatalogueEntry;
import io.qubinode.mcp.security.tool.ContentBlock;
import io.qubinode.mcp.security.tool.ToolCatalogue;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Everything that a client can name in an operation: tools, prompts, resources, and their listings. Thread-safe. */
@Singleton
public final class Catalogue {

    private final ToolCatalogue tools;
    private final ToolPermissions permissions;
    private final ArgumentBinder binder;
    private final PromptCatalogue prompts;
    private final ResourceCatalogue resources;
    private final Instance<ServiceInstructions> instructions;

    @Inject
    public Catalogue(
            ToolCatalogue tools,
            ToolPermissions permissions,
            ArgumentBinder binder,
            PromptCatalogue prompts,
            ResourceCatalogue resources,
            Instance<ServiceInstructions> instructions) {
        this.tools = tools;
        this.permissions = permissions;
        this.binder = binder;
        this.prompts = prompts;
        this.resources = resources;
        this.instructions = instructions;
    }

    public Target<ToolAnswer> tool(String name) {
        return new ToolTarget(name, tools.find(name), permissions, binder);
    }

    /** Everything that describes the tools which the caller may use. */
    public <T> Target<T> toolsAs(Function<List<CatalogueEntry>, T> description) {
        return Overview.of(caller -> description.apply(permissions.visibleTo(caller)));
    }

    public Target<Page<CatalogueEntry>> tools(Optional<String> cursor) {
        return listing(permissions::visibleTo, CatalogueEntry::name, cursor);
    }

    public Target<List<ContentBlock>> prompt(String name) {
        return new PromptTarget(name, prompts);
    }

    public Target<Page<Prompt>> prompts(Optional<String> cursor) {
        return listing(prompts::offeredTo, Prompt::name, cursor);
    }

    public Target<ResourceText> resource(String uri) {
        return new ResourceTarget<>(Kind.WORK, resources, resources.of(uri), provider -> provider.read(uri)
                .shown());
    }

    /** Something that is done about a resource, where the caller may read it. */
    public Target<Boolean> withResource(String uri, Runnable action) {
        return new ResourceTarget<>(Kind.OVERVIEW, resources, resources.of(uri), provider -> {
            action.run();
            return true;
        });
    }

    public Target<Page<ListedResource>> resources(Optional<String> cursor) {
        return listing(
                caller -> resources.listedFor(caller).stream()
                        .map(ListedResource::shown)
                        .toList(),
                ListedResource::uri,
                cursor);
    }

    public Target<Page<ResourceTemplate>> templates(Optional<String> cursor) {
        return listing(resources::templatesFor, ResourceTemplate::uriTemplate, cursor);
    }

    public Target<Completions> completions(String uriTemplate, String argument, String start) {
        return new ResourceTarget<>(
                Kind.OVERVIEW,
                resources,
                resources.ofTemplate(uriTemplate, argument),
                provider -> Completions.of(
                        resources.listed(provider).stream()
                                .map(ListedResource::argument)
                                .toList(),
                        start));
    }

    public Target<Completions> promptCompletions(String prompt, String argument, String start) {
        return new CompletionTarget(prompts, prompt, argument, start);
    }

    /** What of all this there is for a caller. */
    public Offer offeredTo(Caller caller) {
        return new Offer(
                !permissions.visibleTo(caller).isEmpty(),
                !prompts.offeredTo(caller).isEmpty(),
                !resources.templatesFor(caller).isEmpty());
    }

    /** What a caller should know before the first call: what the service says of itself, and what holds for every service. */
    public String instructionsFor(Caller caller, String always) {
        Predicate<String> offered = name -> tools.find(name)
                .filter(tool -> permissions.allows(caller, tool))
                .isPresent();
        return Stream.concat(instructions.stream().map(each -> each.text(offered)), Stream.of(always))
                .collect(Collectors.joining(" "));
    }

    public record Offer(boolean tools, boolean prompts, boolean resources) {}

    private static <T> Target<Page<T>> listing(
            Function<Caller, List<T>> items, Function<T, String> key, Optional<String> cursor) {
        return new Overview<>(operation -> {
            Page<T> page = Page.of(items.apply(operation.caller()), key, cursor);
            return () -> page;
        });
    }
}
