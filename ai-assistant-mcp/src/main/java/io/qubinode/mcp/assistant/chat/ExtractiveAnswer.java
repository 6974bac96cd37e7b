package io.qubinode.mcp.assistant.chat;

import io.qubinode.mcp.assistant.chat.ChatTools.ChatAnswer;
import io.qubinode.mcp.assistant.chat.ChatTools.Citation;
import io.qubinode.mcp.assistant.chat.ChatTools.Mode;
import io.qubinode.mcp.assistant.document.Excerpt;
import io.qubinode.mcp.assistant.document.Passage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Quotes what fits best, where there is no language model. */
final class ExtractiveAnswer implements Answerer {

    private static final int MOST_QUOTED = 3;
    private static final int LONGEST_QUOTE = 900;
    private static final String NOTE =
            "No language model is configured (AI_MODEL_URL and AI_MODEL_NAME), so this quotes"
                    + " the documentation word for word.";

    @Override
    public ChatAnswer answer(Question question) {
        var excerpt = new Excerpt(question.message(), String::length);
        List<Passage> quoted = question.sources().stream()
                .limit(MOST_QUOTED)
                .map(source -> excerpt.of(source, LONGEST_QUOTE))
                .toList();
        var text = new StringBuilder(
                question.found().confident()
                        ? "The documentation says:"
                        : "The documentation does not clearly answer this. Nearest to it is:");
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
        return new ChatAnswer(text.toString(), citations, Mode.EXTRACTIVE, Optional.empty(), Optional.of(NOTE));
    }

    private static String quote(Passage passage) {
        return passage.text().lines().map(line -> ("> " + line).stripTrailing()).collect(Collectors.joining("\n"));
    }
}
