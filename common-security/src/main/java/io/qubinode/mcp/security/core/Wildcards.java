package io.qubinode.mcp.security.core;

/** Patterns in which {@code *} stands for anything, nothing included. */
public final class Wildcards {

    private Wildcards() {}

    /** Whether the pattern fits the whole text. Not by a regular expression, which many asterisks would make slow. */
    public static boolean fit(String pattern, String text) {
        int atPattern = 0;
        int atText = 0;
        int star = -1;
        int afterStar = 0;
        while (atText < text.length()) {
            if (atPattern < pattern.length() && pattern.charAt(atPattern) == '*') {
                star = atPattern++;
                afterStar = atText;
            } else if (atPattern < pattern.length() && pattern.charAt(atPattern) == text.charAt(atText)) {
                atPattern++;
                atText++;
            } else if (star >= 0) {
                atPattern = star + 1;
                atText = ++afterStar;
            } else {
                return false;
            }
        }
        while (atPattern < pattern.length() && pattern.charAt(atPattern) == '*') {
            atPattern++;
        }
        return atPattern == pattern.length();
    }
}
