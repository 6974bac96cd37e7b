package io.qubinode.mcp.assistant.chat;

import static java.util.Objects.requireNonNull;

/**
 * A question of a conversation and its answer.
 *
 * @param question as it was asked
 * @param answer without citations, because their numbers are of sources that a later question does not have
 * @param subject what it was about, in words to search with
 */
record Turn(String question, String answer, String subject) {

    Turn {
        requireNonNull(question);
        requireNonNull(answer);
        requireNonNull(subject);
    }

    int characters() {
        return question.length() + answer.length() + subject.length();
    }
}
