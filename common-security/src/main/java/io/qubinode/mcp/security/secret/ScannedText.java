package io.qubinode.mcp.security.secret;

/**
 * A text that is read from left to right in time that grows with its length alone: the end of a run of characters is looked for
 * once per run, however often it is asked for. Used by one thread.
 */
final class ScannedText {

    /** The characters that a run consists of. */
    enum Run {
        /** Of the name of a setting, option or command. */
        NAME,
        /** Of a token that is safe in addresses. */
        TOKEN,
        /** Of a token of any kind. */
        BLOB,
        /** Of base64. */
        BASE64,
        /** Of a value without quotes. */
        VALUE,
        /** Of the authority of a URL: who and where. */
        AUTHORITY,
        /** Of the text of an XML element. */
        ELEMENT,
        LINE;

        private boolean holds(char c) {
            return switch (this) {
                case NAME -> isNamePart(c);
                case TOKEN -> isAlphanumeric(c) || c == '_' || c == '-';
                case BLOB -> isAlphanumeric(c) || "_-.~+/=%:".indexOf(c) >= 0;
                case BASE64 -> PrivateKeyLines.isBase64(c);
                case VALUE -> !isSpace(c) && !isQuote(c) && c != ',' && c != ';' && c != '&' && c != '<';
                case AUTHORITY -> !isSpace(c) && !isQuote(c) && c != '/' && c != '?' && c != '<' && c != '>';
                case ELEMENT -> c != '<' && c != '\n';
                case LINE -> c != '\n';
            };
        }
    }

    private final CharSequence text;
    private final int length;
    private final int[] from = new int[Run.values().length];
    private final int[] end = new int[Run.values().length];

    ScannedText(CharSequence text) {
        this.text = text;
        length = text.length();
    }

    int length() {
        return length;
    }

    /** The character there; 0 beyond both ends. */
    char at(int index) {
        return index >= 0 && index < length ? text.charAt(index) : 0;
    }

    /** Where the run ends that this position is in; the position itself when its character is not of the run. */
    int endOf(Run run, int index) {
        int known = run.ordinal();
        if (index < from[known] || index >= end[known]) {
            int at = index;
            while (at < length && run.holds(text.charAt(at))) {
                at++;
            }
            from[known] = index;
            end[known] = at;
        }
        return Math.max(index, end[known]);
    }

    /** Whether at least so many characters of the run follow; for a number that is small. */
    boolean hasRun(Run run, int index, int least) {
        for (int i = index; i < index + least; i++) {
            if (i >= length || !run.holds(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** The position after at most so many blanks. */
    int afterBlanks(int index, int most) {
        int at = index;
        while (at < index + most && (at(at) == ' ' || at(at) == '\t')) {
            at++;
        }
        return at;
    }

    /** Whether a word, in lower case, is there, ignoring case. */
    boolean startsWith(String lowerCase, int index) {
        for (int i = 0; i < lowerCase.length(); i++) {
            if (Character.toLowerCase(at(index + i)) != lowerCase.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    boolean holds(String exact, int index) {
        for (int i = 0; i < exact.length(); i++) {
            if (at(index + i) != exact.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The position after the title of a private key, whose last words begin here. */
    int afterKeyTitle(int index) {
        return PrivateKeyLines.afterTitle(text, index);
    }

    String between(int start, int stop) {
        return text.subSequence(start, stop).toString();
    }

    static boolean isNamePart(char c) {
        return isAlphanumeric(c) || c == '_' || c == '-' || c == '.';
    }

    static boolean isAlphanumeric(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || isDigit(c);
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    static boolean isQuote(char c) {
        return c == '"' || c == '\'' || c == '`';
    }

    static boolean isSpace(char c) {
        return c <= ' ' || c == '\u00a0' || c == '\u2028' || c == '\u2029';
    }
}
