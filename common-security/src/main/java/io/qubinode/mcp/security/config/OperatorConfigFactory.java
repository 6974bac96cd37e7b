package io.qubinode.mcp.security.config;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** Brings the operator's settings into Quarkus' configuration. */
public final class OperatorConfigFactory implements ConfigSourceFactory {

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        Function<String, String> values = name -> context.getValue(name).getValue();
        List<ConfigSource> sources = OperatorConfig.sources(ServiceSettings.found(), values);
        return Stream.concat(sources.stream(), Stream.of(OperatorConfig.listener(sources, values)))
                .toList();
    }
}
