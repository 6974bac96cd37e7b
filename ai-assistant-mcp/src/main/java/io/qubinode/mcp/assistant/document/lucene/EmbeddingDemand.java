package io.qubinode.mcp.assistant.document.lucene;

import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Passages that searches found by words while they were not embedded: these are embedded first. Thread-safe. */
@Singleton
public final class EmbeddingDemand {

    private static final int MOST = 1_000;

    private final Set<String> passages = new LinkedHashSet<>();

    synchronized void add(Collection<String> ids) {
        ids.stream().limit(MOST - passages.size()).forEach(passages::add);
    }

    synchronized List<String> take(int most) {
        List<String> first = new ArrayList<>(passages).subList(0, Math.min(most, passages.size()));
        passages.removeAll(Set.copyOf(first));
        return List.copyOf(first);
    }
}
