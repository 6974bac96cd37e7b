package io.qubinode.mcp.security.secret;

import java.util.regex.Pattern;

/** What a program wrote to a terminal, as the terminal would show it, without colours and cursor movements. */
public final class TerminalText {

    // ECMA-48 control sequences (colours, cursor), strings up to their end (window titles, links) and other escapes.
    private static final Pattern ESCAPE = Pattern.compile("\u001B(?:\\[[0-?]*[ -/]*[@-~]"
            + "|[]PX^_][^\u0007\u001B]*(?:\u0007|\u001B\\\\)|[ -/]*[0-~])|\u009B[0-?]*[ -/]*[@-~]");
    // "Clear the line" and "to the first column" begin the line again, as a carriage return does.
    private static final Pattern LINE_AGAIN = Pattern.compile("\u001B\\[(?:1?G|2K)");

    private TerminalText() {}

    /** The text without escapes. */
    public static String withoutEscapes(String text) {
        return text.indexOf('\u001B') < 0 && text.indexOf('\u009B') < 0
                ? text
                : ESCAPE.matcher(text).replaceAll("");
    }

    /**
     * A text of one or more lines without escapes and control characters; of a line that was written over, the last that was written.
     *
     * @return the text itself when it has none of them
     */
    public static String shown(String text) {
        if (text.chars().noneMatch(TerminalText::isControl)) {
            return text;
        }
        String plain = withoutEscapes(LINE_AGAIN.matcher(text).replaceAll("\r"));
        var shown = new StringBuilder(plain.length());
        int line = 0;
        boolean over = false;
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            if (c == '\n') {
                shown.append(c);
                line = shown.length();
                over = false;
            } else if (c == '\r') {
                over = true;
            } else if (c == '\b') {
                shown.setLength(Math.max(line, shown.length() - 1));
            } else if (c == '\t' || !isControl(c)) {
                if (over) {
                    shown.setLength(line);
                    over = false;
                }
                shown.append(c);
            }
        }
        return shown.toString();
    }

    private static boolean isControl(int c) {
        return Character.getType(c) == Character.CONTROL && c != '\n' && c != '\t';
    }
}
