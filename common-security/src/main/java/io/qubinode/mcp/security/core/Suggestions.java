package io.qubinode.mcp.security.core;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.apache.commons.text.similarity.LevenshteinDistance;

public final class Suggestions {

    private static final int MOST = 3;
    private static final int LONGEST = 200;

    private Suggestions() {}

    /**
     * The existing names that are nearest to one that does not exist, nearest first.
     *
     * @param name what was asked for
     * @param existing what there is
     * @return at most three; empty when none is near
     */
    public static List<String> of(String name, Collection<String> existing) {
        if (name.length() > LONGEST) {
            return List.of();
        }
        String wanted = name.toLowerCase(Locale.ROOT);
        record Near(String name, int distance) {}
        return existing.stream()
                .map(other -> new Near(other, distance(wanted, other.toLowerCase(Locale.ROOT))))
                .filter(near -> near.distance <= Math.max(2, wanted.length() / 2))
                .sorted(Comparator.comparingInt(Near::distance).thenComparing(Near::name))
                .limit(MOST)
                .map(Near::name)
                .toList();
    }

    /** A sentence with the nearest names, or {@code otherwise} when none is near. */
    public static String hint(String name, Collection<String> existing, String otherwise) {
        List<String> near = of(name, existing);
        return near.isEmpty() ? otherwise : "Did you mean " + String.join(", ", near) + "?";
    }

    /** Edits from one to the other; none when one holds the other, for people leave parts of names out. */
    private static int distance(String wanted, String other) {
        boolean part = !wanted.isEmpty() && (other.contains(wanted) || wanted.contains(other));
        return part ? 0 : LevenshteinDistance.getDefaultInstance().apply(wanted, other);
    }
}
