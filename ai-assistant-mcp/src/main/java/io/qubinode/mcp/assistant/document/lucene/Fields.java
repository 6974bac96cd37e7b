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
    static final String PATH = "path";
    static final String TEXT = "text";

    /** Every two words that follow one another in a passage. */
    static final String PAIRS = "pairs";

    /** All words of a file. */
    static final String WHOLE = "whole";

    /** All words of a passage as they are written, for the correction of misspelt ones. */
    static final String SPELLING = "spelling";

    static final String FROM_LINE = "from_line";
    static final String TO_LINE = "to_line";
    static final String VECTOR = "vector";

    /** The key of a file whose passages are here. */
    static final String FILE = "file";

    static final String HASH = "hash";

    private Fields() {}
}
