package io.qubinode.mcp.security.tool;

import java.util.Collection;

/** Values as people paste them, with blanks, line ends or invisible characters around them. */
public final class Pasted {

    private Pasted() {}

    /** The value itself. */
    public static String trimmed(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isAround(text.charAt(start))) {
            start++;
        }
        while (end > start && isAround(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    /** What is meant of the names that there are: one that is given exactly, or else the value itself, which may be none of them. */
    public static String meant(String given, Collection<String> there) {
        return there.contains(given) ? given : trimmed(given);
    }

    private static boolean isAround(char c) {
        // Zero-width characters and the byte order mark are formats:
        // https://www.unicode.org/reports/tr44/#General_Category_Values
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || Character.getType(c) == Character.FORMAT;
    }
}
