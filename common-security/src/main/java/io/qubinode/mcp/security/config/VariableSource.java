package io.qubinode.mcp.security.config;

import java.util.Set;
import java.util.function.Function;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** The environment for references such as {@code ${MCP_API_KEY}}: its names are not settings, so none is listed. */
record VariableSource(Function<String, String> environment) implements ConfigSource {

    @Override
    public Set<String> getPropertyNames() {
        return Set.of();
    }

    @Override
    public String getValue(String name) {
        return environment.apply(name);
    }

    @Override
    public String getName() {
        return "environment";
    }
}
