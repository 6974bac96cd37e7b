package io.qubinode.mcp.security.tool;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Every tool of this service, in the order of the listing: built-in tools, which stay, and those of sources whose tools come and go while it
 * runs. One source's tools never touch another's. Thread-safe.
 */
@Singleton
public final class ToolCatalogue {

    /** The source of the tools that {@link ToolProvider}s declare. */
    private static final String BUILT_IN = "built-in";

    /**
     * Tools that a client reads differently now.
     *
     * @param entries tools that came, went or changed; both versions of those that changed
     */
    public record Change(List<CatalogueEntry> entries) {}

    private final List<Consumer<Change>> listeners = new ArrayList<>();
    private final Map<String, Map<String, CatalogueEntry>> sources = new LinkedHashMap<>();
    private volatile Map<String, CatalogueEntry> entries = Map.of();

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
        replace(BUILT_IN, tools);
    }

    public Collection<CatalogueEntry> entries() {
        return entries.values();
    }

    public Optional<CatalogueEntry> find(String name) {
        return Optional.ofNullable(entries.get(name));
    }

    /** Tells of every change from now on. The listener must be quick. */
    public synchronized void listen(Consumer<Change> listener) {
        listeners.add(listener);
    }

    /**
     * Puts these tools in the place of all that a source had before. Calls that run continue with the tool that they began with.
     *
     * @throws IllegalStateException when two have the same name; nothing has changed then
     */
    public final synchronized void replace(String source, Collection<Tool<?, ?>> tools) {
        var own = new LinkedHashMap<String, CatalogueEntry>();
        tools.forEach(tool -> add(own, new CatalogueEntry(tool)));
        var now = new LinkedHashMap<String, CatalogueEntry>();
        var all = new LinkedHashMap<>(sources);
        all.put(source, own);
        all.values().forEach(some -> some.values().forEach(entry -> add(now, entry)));
        sources.put(source, own);
        Map<String, CatalogueEntry> before = entries;
        entries = Collections.unmodifiableMap(now);
        List<CatalogueEntry> changed =
                Stream.concat(changed(before, now), changed(now, before)).toList();
        if (!changed.isEmpty()) {
            listeners.forEach(listener -> listener.accept(new Change(changed)));
        }
    }

    private static void add(Map<String, CatalogueEntry> entries, CatalogueEntry entry) {
        if (entries.put(entry.name(), entry) != null) {
            throw new IllegalStateException("Two tools are named " + entry.name());
        }
    }

    private static Stream<CatalogueEntry> changed(
            Map<String, CatalogueEntry> those, Map<String, CatalogueEntry> others) {
        return those.values().stream().filter(entry -> {
            CatalogueEntry other = others.get(entry.name());
            return other != entry && (other == null || !other.readsLike(entry));
        });
    }
}
