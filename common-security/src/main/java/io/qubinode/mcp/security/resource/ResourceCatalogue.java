package io.qubinode.mcp.security.resource;

import io.qubinode.mcp.security.core.Caller;
import io.qubinode.mcp.security.permission.ToolPermissions;
import io.qubinode.mcp.security.tool.CatalogueEntry;
import io.qubinode.mcp.security.tool.ToolCatalogue;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Every provider of texts in this service, and who may read from it. Thread-safe. */
@Singleton
public final class ResourceCatalogue {

    private final List<ResourceProvider> providers;
    private final ToolCatalogue tools;
    private final ToolPermissions permissions;

    @Inject
    ResourceCatalogue(Instance<ResourceProvider> providers, ToolCatalogue tools, ToolPermissions permissions) {
        this.providers = providers.stream().toList();
        this.tools = tools;
        this.permissions = permissions;
    }

    /** All providers, whoever asks. */
    public List<ResourceProvider> providers() {
        return providers;
    }

    /** The provider of a URI. */
    public Optional<ResourceProvider> of(String uri) {
        return providers.stream()
                .filter(provider -> provider.template().fits(uri))
                .findFirst();
    }

    /** The tool whose users may read from a provider. */
    public Optional<CatalogueEntry> tool(ResourceProvider provider) {
        return tools.find(provider.tool());
    }

    /** Whether this caller may read from this provider. */
    public boolean allows(Caller caller, ResourceProvider provider) {
        return tool(provider).filter(entry -> permissions.allows(caller, entry)).isPresent();
    }
}
