package io.qubinode.mcp.assistant.chat;

import io.qubinode.mcp.assistant.chat.ChatTools.ChatAnswer;
import io.qubinode.mcp.assistant.chat.ChatTools.Citation;
import io.qubinode.mcp.assistant.chat.ChatTools.Mode;
import io.qubinode.mcp.assistant.document.Excerpt;
import io.qubinode.mcp.assistant.document.Passage;
import io.qubinode.mcp.security.tool.CallContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Quotes what fits best, where there is no language model. */
final class ExtractiveAnswer implements Answerer {

    private static final int MOST_QUOTED = 3;
    private static final int LONGEST_QUOTE = 400;
    private static final int CHARACTERS_OF_A_TOKEN = 4;

    static final String NO_MODEL =
            "No language model is configured (AI_MODEL_URL and AI_MODEL_NAME, or AI_SERVICE_URL) and the client lends"
                    + " none, so this quotes the documentation word for word.";

    private final String why;

    /**
     * Quotes.
     *
     * @param why no model answers
     */
    ExtractiveAnswer(String why) {
        this.why = why;
    }

    @Override
    public ChatAnswer answer(Question question, CallContext call) {
        int longest = Math.min(LONGEST_QUOTE, question.maxTokens() * CHARACTERS_OF_A_TOKEN / MOST_QUOTED);
        var excerpt = new Excerpt(
                question.message(),
                question.sources().stream().map(Passage::text).toList(),
                String::length);
        List<Passage> quoted = question.sources().stream()
                .limit(MOST_QUOTED)
                .map(source -> excerpt.of(source, longest))
                .toList();
        var text = new StringBuilder(
                quoted.isEmpty()
                        ? "The documentation has nothing about this."
                        : "Nearest to the question, the documentation says:");
        var citations = new ArrayList<Citation>();
        for (Passage passage : quoted) {
            Citation citation = Citations.of(citations.size() + 1, passage);
            citations.add(citation);
            text.append("\n\n")
                    .append(quote(passage))
                    .append("\n[")
                    .append(citation.number())
                    .append(']');
        }
        return new ChatAnswer(
                HarmlessMarkdown.of(text.toString()),
                citations,
                Mode.EXTRACTIVE,
                Optional.empty(),
                Optional.of(why),
                question.earlier().turns().size());
    }

    private static String quote(Passage passage) {
        return passage.text().lines().map(line -> ("> " + line).stripTrailing()).collect(Collectors.joining("\n"));
    }
}
