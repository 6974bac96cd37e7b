package io.qubinode.mcp.conformance;

import io.qubinode.mcp.security.config.McpConfig;
import io.qubinode.mcp.security.core.ServiceIdentity;
import io.qubinode.mcp.security.permission.ToolOffer;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** What a service gives to the pipeline. */
@Singleton
final class ConformanceBeans {

    @Produces
    @Singleton
    McpConfig mcp(ConformanceConfig config) {
        return config.mcp();
    }

    @Produces
    @Singleton
    ServiceIdentity identity() {
        return new ServiceIdentity("conformance", "conformance", "CONFORMANCE_MCP_ENABLED");
    }

    @Produces
    @Singleton
    ToolOffer offer() {
        return tool -> true;
    }
}
