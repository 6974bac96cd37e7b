package io.qubinode.mcp.security.mcp;

import io.quarkiverse.mcp.server.FilterContext;
import io.quarkiverse.mcp.server.McpMethod;
import io.quarkiverse.mcp.server.ToolFilter;
import io.quarkiverse.mcp.server.ToolManager.ToolInfo;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.qubinode.mcp.security.door.Visit;
import io.qubinode.mcp.security.permission.ToolPermissions;
import io.qubinode.mcp.security.tool.ToolCatalogue;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/**
 * Hides from a listing what its reader may not use. It protects nothing: calls pass, so that the gate refuses and records them.
 * Never throws, for the library takes a filter that throws for one that agrees.
 */
@Singleton
final class VisibleTools implements ToolFilter {

    private static final Logger LOG = Logger.getLogger(VisibleTools.class);

    private final ToolCatalogue catalogue;
    private final ToolPermissions permissions;

    private final CurrentVertxRequest currentRequest;

    @Inject
    VisibleTools(ToolCatalogue catalogue, ToolPermissions permissions, CurrentVertxRequest currentRequest) {
        this.catalogue = catalogue;
        this.permissions = permissions;
        this.currentRequest = currentRequest;
    }

    @Override
    public boolean test(ToolInfo tool, FilterContext context) {
        if (context.method() == McpMethod.TOOLS_CALL) {
            return true;
        }
        try {
            return Visit.caller(currentRequest.getCurrent())
                    .flatMap(caller -> catalogue.find(tool.name()).map(entry -> permissions.allows(caller, entry)))
                    .orElse(false);
        } catch (RuntimeException e) {
            LOG.error("A tool is hidden, for its permission could not be looked up", e);
            return false;
        }
    }
}
