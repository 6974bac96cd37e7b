package io.qubinode.mcp.security.mcp;

import io.quarkiverse.mcp.server.FilterContext;
import io.quarkiverse.mcp.server.McpMethod;
import io.quarkiverse.mcp.server.ResourceFilter;
import io.quarkiverse.mcp.server.ResourceManager.ResourceInfo;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.qubinode.mcp.security.door.Visit;
import io.qubinode.mcp.security.resource.ResourceCatalogue;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** Hides from a listing what its reader may not read. It protects nothing and never throws, as {@link VisibleTools}. */
@Singleton
final class VisibleResources implements ResourceFilter {

    private static final Logger LOG = Logger.getLogger(VisibleResources.class);

    private final ResourceCatalogue catalogue;
    private final CurrentVertxRequest currentRequest;

    @Inject
    VisibleResources(ResourceCatalogue catalogue, CurrentVertxRequest currentRequest) {
        this.catalogue = catalogue;
        this.currentRequest = currentRequest;
    }

    @Override
    public boolean test(ResourceInfo resource, FilterContext context) {
        if (context.method() == McpMethod.RESOURCES_READ) {
            return true;
        }
        try {
            return Visit.caller(currentRequest.getCurrent())
                    .flatMap(caller -> catalogue.of(resource.uri()).map(provider -> catalogue.allows(caller, provider)))
                    .orElse(false);
        } catch (RuntimeException e) {
            LOG.error("A resource is hidden, for its permission could not be looked up", e);
            return false;
        }
    }
}
