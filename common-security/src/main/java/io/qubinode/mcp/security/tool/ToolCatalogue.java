package io.qubinode.mcp.security.tool;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Every tool of this service, in the order of the listing. Unchanging after start. */
@Singleton
public final class ToolCatalogue {

    private final Map<String, CatalogueEntry> entries;

    @Inject
    ToolCatalogue(Instance<ToolProvider> providers) {
        // CDI gives them in another order at each start, and a listing that changes costs every client its prompt
        // cache.
        this(providers.stream()
                .sorted(Comparator.comparing(provider -> provider.getClass().getName()))
                .flatMap(provider -> provider.tools().stream())
                .toList());
    }

    /**
     * A catalogue of these tools.
     *
     * @throws IllegalStateException when two have the same name
     */
    public ToolCatalogue(Collection<Tool<?, ?>> tools) {
        var byName = new LinkedHashMap<String, CatalogueEntry>();
        for (Tool<?, ?> tool : tools) {
            if (byName.put(tool.name(), CatalogueEntry.of(tool)) != null) {
                throw new IllegalStateException("Two tools are named " + tool.name());
            }
        }
        entries = Collections.unmodifiableMap(byName);
    }

    public Collection<CatalogueEntry> entries() {
        return entries.values();
    }

    public Optional<CatalogueEntry> find(String name) {
        return Optional.ofNullable(entries.get(name));
    }
}
