package io.qubinode.mcp.security.catalogue;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Values that a client may offer.
 *
 * @param values at most {@link #MOST}
 * @param total how many there are in all
 */
public record Completions(List<String> values, int total) {

    // https://modelcontextprotocol.io/specification/2025-11-25/server/utilities/completion#data-types
    static final int MOST = 100;

    public Completions {
        values = List.copyOf(values);
    }

    /** First the values that begin so, then those that have it anywhere: people know a file's name better than its folder. */
    static Completions of(List<String> all, String start) {
        String part = start.toLowerCase(Locale.ROOT);
        List<String> having = all.stream()
                .filter(name -> name.toLowerCase(Locale.ROOT).contains(part))
                .sorted(Comparator.comparing(
                        name -> !name.toLowerCase(Locale.ROOT).startsWith(part)))
                .toList();
        return new Completions(having.stream().limit(MOST).toList(), having.size());
    }
}
