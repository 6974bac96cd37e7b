package io.qubinode.mcp.assistant.document.reading;

/**
 * Lines of a document that belong together.
 *
 * @param kind what they are
 * @param level of a heading, from 1; 0 for all others
 * @param words of a heading; empty for all others
 * @param from index of the first line, from 0
 * @param to index after the last line
 */
record Block(Kind kind, int level, String words, int from, int to) {

    enum Kind {
        HEADING,
        /** A paragraph, list or table: lines without an empty one between. */
        TEXT,
        CODE
    }

    static Block heading(int level, String words, int from, int to) {
        return new Block(Kind.HEADING, level, words, from, to);
    }

    static Block text(int from, int to) {
        return new Block(Kind.TEXT, 0, "", from, to);
    }

    static Block code(int from, int to) {
        return new Block(Kind.CODE, 0, "", from, to);
    }
}
