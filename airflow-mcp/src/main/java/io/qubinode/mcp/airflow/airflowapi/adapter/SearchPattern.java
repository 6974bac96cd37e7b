package io.qubinode.mcp.airflow.airflowapi.adapter;

/** A text as Airflow searches for it, with SQL's LIKE: it finds all that hold the text, and perhaps some that do not. */
final class SearchPattern {

    private static final char ANY_CHARACTER = '_';

    private SearchPattern() {}

    /**
     * The pattern. A backslash is an escape on some databases, a bar is Airflow's "or", and SQLite knows upper and lower case of ASCII only.
     * Lone surrogates, which no name has, cannot be sent.
     */
    static String of(String text) {
        var pattern = new StringBuilder();
        text.codePoints().forEach(c -> pattern.append(c == '\\' || c == '|' || c > '~' ? ANY_CHARACTER : (char) c));
        return pattern.toString();
    }

    /** Whether the pattern finds nothing else. */
    static boolean isExact(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c < '~' && "%_\\|".indexOf(c) < 0);
    }
}
