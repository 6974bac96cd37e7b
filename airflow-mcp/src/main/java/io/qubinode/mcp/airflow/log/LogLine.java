package io.qubinode.mcp.airflow.log;

import io.qubinode.mcp.security.secret.ForeignText;
import io.qubinode.mcp.security.secret.SecretMask;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * A line as it was logged. Its secrets are masked only when it is searched or shown: of a long log that is the smallest part. Places in
 * it are those of the masked line.
 */
final class LogLine {

    private static final int LONGEST = 2_000;
    // Longer than the longest secret that may begin in what is shown.
    private static final int LONGEST_MASKED = 2 * LONGEST;
    private static final String MASK = "*";

    private final String raw;
    // Where the part begins that is shown, and how long the whole is.
    private final int from;
    private final int length;
    private final boolean masked;

    LogLine(String line) {
        this(line, 0, line.length(), false);
    }

    private LogLine(String raw, int from, int length, boolean masked) {
        this.raw = raw;
        this.from = from;
        this.length = length;
        this.masked = masked;
    }

    /** How many characters it takes as it is shown. */
    int length() {
        return Math.min(raw.length(), LONGEST);
    }

    /**
     * Where it holds a text, ignoring case, in all of its masked length: nobody may find out a secret by looking for it.
     *
     * @param lowerCase the text
     */
    OptionalInt find(String lowerCase) {
        int at = raw.toLowerCase(Locale.ROOT).contains(lowerCase) || lowerCase.contains(MASK)
                ? visible(raw).toLowerCase(Locale.ROOT).indexOf(lowerCase)
                : -1;
        return at < 0 ? OptionalInt.empty() : OptionalInt.of(at);
    }

    /** As much as is shown: the beginning of a long line. */
    LogLine beginning() {
        return raw.length() <= LONGEST_MASKED ? this : new LogLine(raw.substring(0, LONGEST_MASKED), 0, length, masked);
    }

    /** As much as is shown around a place. */
    LogLine around(int place) {
        if (raw.length() <= LONGEST) {
            return this;
        }
        String whole = visible(raw);
        int start = Math.max(0, Math.min(place - LONGEST / 2, whole.length() - LONGEST));
        return new LogLine(part(whole, start, LONGEST), start, whole.length(), true);
    }

    /** All from a place on, as much as an answer holds. */
    LogLine from(int place, int most) {
        String whole = visible(raw);
        int start = Math.min(place, whole.length());
        return new LogLine(part(whole, start, most), start, whole.length(), true);
    }

    /** The place where what is shown ends. */
    int end() {
        return from + shown().length();
    }

    /** Whether it continues behind what is shown, or begins before. */
    boolean cut() {
        return masked ? from > 0 || from + raw.length() < length : length > LONGEST;
    }

    /** How many characters the whole line has. */
    int wholeLength() {
        return length;
    }

    int start() {
        return from;
    }

    /** Masked before it is cut: half a secret is hard to know for one. */
    String shown() {
        if (masked) {
            return raw;
        }
        String visible = visible(raw);
        return length <= LONGEST ? visible : part(visible, 0, LONGEST);
    }

    private static String visible(String text) {
        return ForeignText.visible(SecretMask.mask(text));
    }

    /** Never half of a character. */
    private static String part(String text, int from, int most) {
        int end = Math.min(text.length(), from + most);
        return text.substring(whole(text, from), whole(text, end));
    }

    private static int whole(String text, int place) {
        boolean within = place > 0
                && place < text.length()
                && Character.isHighSurrogate(text.charAt(place - 1))
                && Character.isLowSurrogate(text.charAt(place));
        return within ? place + 1 : place;
    }
}
