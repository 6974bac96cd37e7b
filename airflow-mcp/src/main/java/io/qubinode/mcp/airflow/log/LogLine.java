package io.qubinode.mcp.airflow.log;

import io.qubinode.mcp.security.secret.ForeignText;
import io.qubinode.mcp.security.secret.SecretMask;
import java.util.Locale;

/** A line as it was logged. Its secrets are masked only when it is shown: of a long log that is the smallest part. */
final class LogLine {

    private static final int LONGEST = 2_000;
    // Longer than the longest secret that may begin in what is shown.
    private static final int LONGEST_MASKED = 2 * LONGEST;
    // What is searched of a line; most answers are shorter as a whole.
    private static final int LONGEST_KEPT = 10_000;
    private static final String MASK = "*";
    private static final String CUT = "… (%d characters)";

    private final String raw;
    private final int length;

    LogLine(String line) {
        raw = line.substring(0, Math.min(LONGEST_KEPT, line.length()));
        length = line.length();
    }

    /** How many characters it takes, cut as it is shown. */
    int length() {
        return raw.length() <= LONGEST ? raw.length() : LONGEST + CUT.length() + 8;
    }

    /** Whether what is shown of it holds a text, in any case: nobody may find out a secret by looking for it. */
    boolean holds(String lowerCase) {
        return (holds(raw, lowerCase) || lowerCase.contains(MASK)) && holds(shown(), lowerCase);
    }

    private static boolean holds(String text, String lowerCase) {
        return text.toLowerCase(Locale.ROOT).contains(lowerCase);
    }

    /** Masked before it is cut: half a secret is hard to know for one. */
    String shown() {
        String masked = ForeignText.visible(
                SecretMask.mask(raw.length() <= LONGEST_MASKED ? raw : raw.substring(0, LONGEST_MASKED)));
        return raw.length() <= LONGEST
                ? masked
                : masked.substring(0, Math.min(LONGEST, masked.length())) + CUT.formatted(length);
    }
}
