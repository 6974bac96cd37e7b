package io.qubinode.mcp.security.config;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** Brings the operator's settings into Quarkus' configuration. */
public final class OperatorConfigFactory implements ConfigSourceFactory {

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        return OperatorConfig.sources(name -> context.getValue(name).getValue());
    }
}
