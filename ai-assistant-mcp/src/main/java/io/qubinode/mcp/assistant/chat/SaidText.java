package io.qubinode.mcp.assistant.chat;

import com.google.re2j.Pattern;

/** What a model has said, without what is not its answer: thoughts, what would be fetched or run, and what is beyond the wanted length. */
final class SaidText {

    /** A token has about four characters of prose; more than this is a model that does not keep to its bound. */
    private static final int MOST_OF_A_TOKEN = 8;

    /** About 1,800 tokens: an answer with its citations stays below 2,000. */
    private static final int LONGEST = 7_000;

    /** Reasoning models think aloud, and may be cut before they come to an answer. */
    private static final Pattern THOUGHTS = Pattern.compile("(?s)\\A\\s*<think>.*?(?:</think>|\\z)");

    private final String text;
    private final boolean cut;

    SaidText(String raw, int maxTokens) {
        String shown = DataText.harmless(THOUGHTS.matcher(raw).replaceFirst("")).strip();
        int most = Math.min(LONGEST, maxTokens * MOST_OF_A_TOKEN);
        cut = shown.length() > most;
        // Cut first: what stands in code that no longer ends means something again.
        text = HarmlessMarkdown.of(cut ? shown.substring(0, most) + "…" : shown).strip();
    }

    String text() {
        return text;
    }

    boolean cut() {
        return cut;
    }
}
