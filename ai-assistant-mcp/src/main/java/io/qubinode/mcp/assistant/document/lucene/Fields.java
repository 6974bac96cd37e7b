package io.qubinode.mcp.assistant.document.lucene;

/** The fields of the index. Passages have an {@link #ID}, files a {@link #FILE}. */
final class Fields {

    /** A passage's own id. */
    static final String ID = "id";

    /** The key of the file that a passage is from. */
    static final String DOCUMENT = "document";

    static final String SOURCE = "source";
    static final String TITLE = "title";
    static final String HEADING = "heading";
    static final String TEXT = "text";

    /** The words that a passage is found by: those of its text, and those that tell what it is about, by their weight. */
    static final String WORDS = "words";

    /** All words of a file as they are written, for the correction of misspelt ones. */
    static final String SPELLING = "spelling";

    static final String FROM_LINE = "from_line";
    static final String TO_LINE = "to_line";
    static final String VECTOR = "vector";

    /** A hash of what is embedded of a passage. */
    static final String CONTENT = "content";

    /** {@link #YES} for a passage that is not embedded yet. */
    static final String TO_EMBED = "to_embed";

    static final String YES = "yes";

    /** The key of a file whose passages are here. */
    static final String FILE = "file";

    static final String HASH = "hash";

    private Fields() {}
}
