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

/**
 * Every tool of this service, in the order of the listing: those that are declared, which stay, and those that come and go while
 * it runs. Thread-safe.
 */
@Singleton
public final class ToolCatalogue {

    /**
     * Tools that came or went. One that changed does both.
     *
     * @param gone not there any more
     * @param come there now
     */
    public record Change(List<CatalogueEntry> gone, List<CatalogueEntry> come) {}

    private final Map<String, CatalogueEntry> declared;
    private final List<Consumer<Change>> listeners = new ArrayList<>();
    private volatile Map<String, CatalogueEntry> entries;

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
        declared = Collections.unmodifiableMap(with(Map.of(), tools));
        entries = declared;
    }

    public Collection<CatalogueEntry> entries() {
        return entries.values();
    }

    public Optional<CatalogueEntry> find(String name) {
        return Optional.ofNullable(entries.get(name));
    }

    /** Tells of every change from now on, and at once of all that is there. The listener must be quick. */
    public synchronized void listen(Consumer<Change> listener) {
        listeners.add(listener);
        listener.accept(new Change(List.of(), List.copyOf(entries.values())));
    }

    /**
     * Puts these tools in the place of those that came at run time before. Those that are the same stay.
     *
     * @throws IllegalStateException when two have the same name
     */
    public synchronized void replaceRunTimeTools(Collection<Tool<?, ?>> tools) {
        Map<String, CatalogueEntry> before = entries;
        Map<String, CatalogueEntry> now = with(declared, tools);
        now.replaceAll((name, entry) ->
                before.containsKey(name) && before.get(name).readsLike(entry) ? before.get(name) : entry);
        entries = Collections.unmodifiableMap(now);
        var change = new Change(without(before, now), without(now, before));
        if (!change.gone().isEmpty() || !change.come().isEmpty()) {
            listeners.forEach(listener -> listener.accept(change));
        }
    }

    private static Map<String, CatalogueEntry> with(Map<String, CatalogueEntry> others, Collection<Tool<?, ?>> tools) {
        var byName = new LinkedHashMap<>(others);
        for (Tool<?, ?> tool : tools) {
            if (byName.put(tool.name(), new CatalogueEntry(tool)) != null) {
                throw new IllegalStateException("Two tools are named " + tool.name());
            }
        }
        return byName;
    }

    private static List<CatalogueEntry> without(Map<String, CatalogueEntry> those, Map<String, CatalogueEntry> others) {
        return those.values().stream()
                .filter(entry -> others.get(entry.name()) != entry)
                .toList();
    }
}
