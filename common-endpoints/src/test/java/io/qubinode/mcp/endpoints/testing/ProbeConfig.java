package io.qubinode.mcp.endpoints.testing;

import io.qubinode.mcp.security.config.McpConfig;
import io.qubinode.mcp.security.config.ToolGroups;
import io.qubinode.mcp.security.core.ServiceIdentity;
import io.qubinode.mcp.security.permission.ConfirmationRule;
import io.qubinode.mcp.security.permission.ToolOffer;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Set;

/** The settings of the service that the tests of this library run. */
@ConfigMapping(prefix = "probe", namingStrategy = ConfigMapping.NamingStrategy.SNAKE_CASE)
public interface ProbeConfig {

    Mcp mcp();

    interface Mcp extends McpConfig {
        Map<String, ToolGroups.Group> tools();

        @WithDefault("false")
        boolean readOnly();
    }

    @Singleton
    class Beans {
        @Produces
        @Singleton
        McpConfig mcp(ProbeConfig config) {
            return config.mcp();
        }

        @Produces
        @Singleton
        ServiceIdentity identity() {
            return new ServiceIdentity("probe-mcp", "probe", "PROBE_MCP_ENABLED");
        }

        @Produces
        @Singleton
        ConfirmationRule confirmation(ProbeConfig config) {
            return ToolGroups.confirmation(config.mcp().tools());
        }

        @Produces
        @Singleton
        ToolOffer offer(ProbeConfig config) {
            return ToolGroups.offer(
                    config.mcp().tools(), Set.of("probe"), config.mcp().readOnly());
        }
    }
}
