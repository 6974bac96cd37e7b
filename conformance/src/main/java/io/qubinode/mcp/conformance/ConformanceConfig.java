package io.qubinode.mcp.conformance;

import io.qubinode.mcp.security.config.McpConfig;
import io.smallrye.config.ConfigMapping;

/** The settings, of the same kind as a service's. */
@ConfigMapping(prefix = "conformance", namingStrategy = ConfigMapping.NamingStrategy.SNAKE_CASE)
public interface ConformanceConfig {

    /** Who may call, how often, and what is written down. */
    McpConfig mcp();
}
