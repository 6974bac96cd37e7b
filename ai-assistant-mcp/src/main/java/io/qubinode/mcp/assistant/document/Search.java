package io.qubinode.mcp.assistant.document;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * What is looked for.
 *
 * @param query in natural language, or words and names
 * @param mode how
 * @param source in which documents only; all when empty
 * @param most how many passages at most, the skipped ones among them
 */
public record Search(String query, SearchMode mode, Optional<SourceGlob> source, int most) {

    public Search {
        requireNonNull(query);
        requireNonNull(mode);
        requireNonNull(source);
    }

    /** In all documents, by words and by meaning. */
    public static Search everywhere(String query, int most) {
        return new Search(query, SearchMode.HYBRID, Optional.empty(), most);
    }
}
