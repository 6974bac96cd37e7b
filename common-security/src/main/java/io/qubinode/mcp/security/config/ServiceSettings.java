package io.qubinode.mcp.security.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;

/** What a service contributes to the settings. Each service has one, which {@link ServiceLoader} finds; this library names no service. */
public interface ServiceSettings {

    /** The name of the service's tree in {@code mcp-servers.yml}. */
    String root();

    /** What the variables of settings that all services have begin with, for example {@code MCP_}. */
    String prefix();

    /**
     * The service's own variables, by name, each with the key below the tree that it sets. A variable may set several services; a key is set by
     * one variable.
     */
    Map<String, String> variables();

    /** The groups or names that the setting {@code tools} may have. */
    Set<String> tools();

    /** The variable that switches groups of tools on, by their names or {@code all}; empty when there are no groups. */
    default Optional<String> toolsVariable() {
        return Optional.empty();
    }

    /** The parts of the tree that name a model by {@code url} and {@code name}, of which one alone is a mistake. */
    default List<String> models() {
        return List.of();
    }

    /** The settings of the service that this process is; of none where only a library is tested. */
    static ServiceSettings found() {
        return ServiceLoader.load(ServiceSettings.class).findFirst().orElseGet(None::new);
    }

    record None() implements ServiceSettings {

        @Override
        public String root() {
            return "";
        }

        @Override
        public String prefix() {
            return "";
        }

        @Override
        public Map<String, String> variables() {
            return Map.of();
        }

        @Override
        public Set<String> tools() {
            return Set.of();
        }
    }
}
