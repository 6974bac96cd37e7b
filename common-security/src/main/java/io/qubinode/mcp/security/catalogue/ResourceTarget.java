package io.qubinode.mcp.security.catalogue;

import io.qubinode.mcp.security.core.Caller;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.Permission;
import io.qubinode.mcp.security.core.ToolError;
import io.qubinode.mcp.security.operation.Operation;
import io.qubinode.mcp.security.operation.Target;
import io.qubinode.mcp.security.operation.Work;
import io.qubinode.mcp.security.resource.ResourceCatalogue;
import io.qubinode.mcp.security.resource.ResourceProvider;
import java.util.Optional;
import java.util.function.Function;

/**
 * A resource by its URI.
 *
 * @param provider empty when no provider has URIs of this form
 * @param work what is done with it
 */
record ResourceTarget<T>(
        Kind kind, ResourceCatalogue resources, Optional<ResourceProvider> provider, Function<ResourceProvider, T> work)
        implements Target<T> {

    @Override
    public Optional<Permission> permission() {
        return kind == Kind.WORK
                ? provider.flatMap(resources::tool).map(entry -> entry.tool().permission())
                : Optional.empty();
    }

    @Override
    public boolean exists() {
        return provider.isPresent();
    }

    @Override
    public boolean isVisibleTo(Caller caller) {
        return provider.isPresent() && resources.allows(caller, provider.get());
    }

    @Override
    public ToolError missing(Caller caller) {
        return new ToolError(ErrorCode.NOT_FOUND, "There is no such resource.", "resources/list names them.");
    }

    @Override
    public Work<T> bind(Operation operation) {
        return () -> work.apply(provider.orElseThrow());
    }
}
