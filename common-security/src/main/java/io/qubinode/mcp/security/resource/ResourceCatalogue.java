package io.qubinode.mcp.security.resource;

import io.qubinode.mcp.security.core.Caller;
import io.qubinode.mcp.security.permission.ToolPermissions;
import io.qubinode.mcp.security.tool.CatalogueEntry;
import io.qubinode.mcp.security.tool.ToolCatalogue;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Every provider of texts in this service, the texts that they listed last, and who may read which. Thread-safe. */
@Singleton
public final class ResourceCatalogue {

    /**
     * What changed in the listing of a provider.
     *
     * @param listing whether resources came or went
     * @param changed the URIs of those that stayed and have another content now
     */
    public record Change(ResourceProvider provider, boolean listing, Set<String> changed) {}

    private final List<ResourceProvider> providers;
    private final ToolCatalogue tools;
    private final ToolPermissions permissions;
    private final List<Consumer<Change>> listeners = new CopyOnWriteArrayList<>();
    private volatile Map<ResourceProvider, List<ListedResource>> listed = Map.of();

    @Inject
    ResourceCatalogue(Instance<ResourceProvider> providers, ToolCatalogue tools, ToolPermissions permissions) {
        this.providers = providers.stream().toList();
        this.tools = tools;
        this.permissions = permissions;
    }

    /** Tells of every change from now on. The listener must be quick. */
    public void listen(Consumer<Change> listener) {
        listeners.add(listener);
    }

    synchronized void changed(@Observes ResourcesChanged event) {
        Map<ResourceProvider, List<ListedResource>> before = listed;
        var now = new HashMap<ResourceProvider, List<ListedResource>>();
        providers.forEach(provider -> now.put(provider, List.copyOf(provider.resources())));
        listed = now;
        for (ResourceProvider provider : providers) {
            Change change = change(provider, before.getOrDefault(provider, List.of()), now.get(provider));
            if (change.listing() || !change.changed().isEmpty()) {
                listeners.forEach(listener -> listener.accept(change));
            }
        }
    }

    private static Change change(ResourceProvider provider, List<ListedResource> before, List<ListedResource> now) {
        Map<String, ListedResource> known =
                before.stream().collect(Collectors.toMap(ListedResource::uri, each -> each, (one, other) -> one));
        var changed = new HashSet<String>();
        boolean came = false;
        for (ListedResource each : now) {
            ListedResource old = known.remove(each.uri());
            came |= old == null;
            if (old != null && !old.equals(each)) {
                changed.add(each.uri());
            }
        }
        return new Change(provider, came || !known.isEmpty(), changed);
    }

    public Optional<ResourceProvider> of(String uri) {
        return providers.stream()
                .filter(provider -> provider.template().fits(uri))
                .findFirst();
    }

    /** The provider with this template, if its argument has this name. */
    public Optional<ResourceProvider> ofTemplate(String uriTemplate, String argument) {
        return providers.stream()
                .filter(provider -> provider.template().uriTemplate().equals(uriTemplate)
                        && provider.template().argument().equals(argument))
                .findFirst();
    }

    public List<ListedResource> listed(ResourceProvider provider) {
        return listed.getOrDefault(provider, List.of());
    }

    public List<ListedResource> listedFor(Caller caller) {
        var all = new ArrayList<ListedResource>();
        allowed(caller).forEach(provider -> all.addAll(listed(provider)));
        return all;
    }

    public List<ResourceTemplate> templatesFor(Caller caller) {
        return allowed(caller).stream().map(ResourceProvider::template).toList();
    }

    /** The tool whose users may read from a provider. */
    public Optional<CatalogueEntry> tool(ResourceProvider provider) {
        return tools.find(provider.tool());
    }

    public boolean allows(Caller caller, ResourceProvider provider) {
        return tool(provider).filter(entry -> permissions.allows(caller, entry)).isPresent();
    }

    private List<ResourceProvider> allowed(Caller caller) {
        return providers.stream().filter(provider -> allows(caller, provider)).toList();
    }
}
