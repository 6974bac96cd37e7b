package io.qubinode.mcp.security.secret;

import java.util.regex.Pattern;

/**
 * Tells which lines of a text that arrives line by line are the body of a private key in PEM. A sentence that only mentions the first
 * line of a key takes nothing with it: the body ends with the first line that is not base64, but for those that others may have written
 * between. Not thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7468">RFC 7468</a>
 */
public final class PrivateKeyLines {

    static final String BEGINS = "-----BEGIN ";
    static final String KEY = "PRIVATE KEY";
    static final String ENDS = "-----END ";

    private static final int LONGEST_TITLE = 40;
    private static final int LONGEST_WORD = 15;
    // The headers of encrypted keys and of OpenPGP's armor; a blank line ends them.
    private static final Pattern HEADER =
            Pattern.compile("(?:Proc-Type|DEK-Info|Version|Comment|Hash|Charset|MessageID): ");
    private static final Pattern WORD = Pattern.compile("[A-Za-z]?[a-z]*|[A-Z]*|[0-9]*");
    private static final String MARGIN = "\"'`,;\\|>() \t\r";

    /** What a line can be after the first line of a key. */
    enum Kind {
        BLANK,
        HEADER,
        /** Base64 that may also be a word or a number. */
        WORD,
        BASE64,
        END,
        OTHER
    }

    private final int mostBetween;
    private boolean begun;
    private boolean inBody;
    // Lines of others that may still come before the key continues.
    private int left;

    /** @param mostBetween how many lines of others may stand between two lines of a key, as in a log that several threads write */
    public PrivateKeyLines(int mostBetween) {
        this.mostBetween = mostBetween;
    }

    /** Whether the line belongs to a key that an earlier line began: all of it is to be hidden. */
    public boolean takes(String line) {
        if (begun && isOfKey(kindOf(line))) {
            left = begun ? mostBetween : 0;
            return true;
        }
        int end = endOfFirstLine(line);
        begun = left > 0 || end >= 0 && opens(kindOf(line.substring(end)));
        left = Math.max(0, left - 1);
        inBody = false;
        return false;
    }

    private boolean isOfKey(Kind kind) {
        switch (kind) {
            case BASE64 -> inBody = true;
            case END -> begun = false;
            case BLANK, HEADER -> {
                return !inBody;
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Whether what follows the title in the same line leaves room for a key. */
    private static boolean opens(Kind kind) {
        return kind == Kind.BLANK || kind == Kind.BASE64;
    }

    /** Where the title of a private key ends in a line; -1 when it holds none. */
    private static int endOfFirstLine(String line) {
        int start = line.lastIndexOf(BEGINS);
        int key = start < 0 ? -1 : line.indexOf(KEY, start);
        if (key < 0 || key - start > BEGINS.length() + LONGEST_TITLE) {
            return -1;
        }
        return afterTitle(line, key);
    }

    /** The position after the dashes that end a title. */
    static int afterTitle(CharSequence text, int key) {
        int at = key + KEY.length();
        if (text.subSequence(at, Math.min(text.length(), at + 6)).toString().equals(" BLOCK")) {
            at += 6;
        }
        while (at < text.length() && text.charAt(at) == '-') {
            at++;
        }
        return at;
    }

    static Kind kindOf(String line) {
        if (line.contains(ENDS)) {
            return Kind.END;
        }
        int start = 0;
        int end = line.length();
        while (start < end && isMargin(line.charAt(start))) {
            start++;
        }
        while (start < end && isMargin(line.charAt(end - 1))) {
            end--;
        }
        String core = line.substring(start, end);
        if (core.isEmpty()) {
            return Kind.BLANK;
        } else if (!core.chars().allMatch(c -> isBase64((char) c))) {
            return isHeader(core) ? Kind.HEADER : Kind.OTHER;
        }
        return isWord(core) ? Kind.WORD : Kind.BASE64;
    }

    static boolean isHeader(String line) {
        return HEADER.matcher(line).lookingAt();
    }

    /** Whether it may be a word or a number; nothing is one too. */
    static boolean isWord(String base64) {
        return base64.length() <= LONGEST_WORD && WORD.matcher(base64).matches();
    }

    /** Whether it may stand around lines of a key: in code, YAML, tables and lists. */
    static boolean isMargin(char c) {
        return MARGIN.indexOf(c) >= 0;
    }

    static boolean isBase64(char c) {
        return ScannedText.isAlphanumeric(c) || c == '+' || c == '/' || c == '=';
    }
}
