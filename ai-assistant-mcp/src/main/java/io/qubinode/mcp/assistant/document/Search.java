package io.qubinode.mcp.assistant.document;

import static java.util.Objects.requireNonNull;

import java.text.Normalizer;
import java.util.Optional;

/**
 * What is looked for.
 *
 * @param query in natural language, or words and names; its letters are as the index has them, however they were encoded
 * @param mode how
 * @param source in which documents only; all when empty
 * @param most how many passages at most, the skipped ones among them
 */
public record Search(String query, SearchMode mode, Optional<SourceGlob> source, int most) {

    public Search {
        query = Normalizer.normalize(query, Normalizer.Form.NFKC);
        requireNonNull(mode);
        requireNonNull(source);
    }

    /** In all documents, by words and by meaning. */
    public static Search everywhere(String query, int most) {
        return new Search(query, SearchMode.HYBRID, Optional.empty(), most);
    }
}
