package io.qubinode.mcp.assistant.chat;

import com.google.re2j.Pattern;

/** What a model has said, without what is not its answer: thoughts, pictures, and what is beyond the wanted length. */
final class SaidText {

    /** A token has about four characters of prose; more than this is a model that does not keep to its bound. */
    private static final int MOST_OF_A_TOKEN = 8;

    /** About 1,800 tokens: an answer with its citations stays below 2,000. */
    private static final int LONGEST = 7_000;

    /** Reasoning models think aloud, and may be cut before they come to an answer. */
    private static final Pattern THOUGHTS = Pattern.compile("(?s)\\A\\s*<think>.*?(?:</think>|\\z)");

    /** A client that shows a picture fetches it, and tells its host what the address says: a way out for secrets. */
    private static final Pattern PICTURE = Pattern.compile("!\\[([^\\]]*)]\\([^)]*\\)|(?i)<img\\b[^>]*>");

    private final String text;
    private final boolean cut;

    SaidText(String raw, int maxTokens) {
        String answer = THOUGHTS.matcher(raw).replaceFirst("");
        String shown =
                PICTURE.matcher(DataText.harmless(answer)).replaceAll("$1").strip();
        int most = Math.min(LONGEST, maxTokens * MOST_OF_A_TOKEN);
        cut = shown.length() > most;
        text = cut ? shown.substring(0, most) + "…" : shown;
    }

    String text() {
        return text;
    }

    boolean cut() {
        return cut;
    }
}
