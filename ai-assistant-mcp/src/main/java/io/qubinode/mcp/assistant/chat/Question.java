package io.qubinode.mcp.assistant.chat;

import static java.util.Objects.requireNonNull;

import io.qubinode.mcp.assistant.document.Passage;
import java.util.List;
import java.util.Optional;

/**
 * A question, and what there is to answer it with.
 *
 * @param message the question
 * @param situation what it is about, where and for whom, in the asker's words
 * @param earlier what was said before
 * @param sources passages of the documentation, best first; the first is cited as [1]
 * @param maxTokens how long the answer may be, in the model's tokens
 */
record Question(
        String message, Optional<String> situation, Conversation earlier, List<Passage> sources, int maxTokens) {

    Question {
        requireNonNull(message);
        requireNonNull(situation);
        requireNonNull(earlier);
        sources = List.copyOf(sources);
    }
}
