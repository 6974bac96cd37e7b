package io.qubinode.mcp.assistant.document.reading;

/**
 * Lines of a document that belong together.
 *
 * @param kind what they are
 * @param level of a heading, from 1; 0 for all others
 * @param words of a heading, cut when it is longer than a title can be; empty for all others
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

    /** Each passage below a heading repeats it. */
    private static final int LONGEST_HEADING = 200;

    static Block heading(int level, String words, int from, int to) {
        return new Block(Kind.HEADING, level, cut(words), from, to);
    }

    private static String cut(String words) {
        return words.length() <= LONGEST_HEADING
                ? words
                : words.substring(0, words.offsetByCodePoints(0, words.codePointCount(0, LONGEST_HEADING))) + "…";
    }

    static Block text(int from, int to) {
        return new Block(Kind.TEXT, 0, "", from, to);
    }

    static Block code(int from, int to) {
        return new Block(Kind.CODE, 0, "", from, to);
    }
}
