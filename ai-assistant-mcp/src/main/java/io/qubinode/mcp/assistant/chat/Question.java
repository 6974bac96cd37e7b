package io.qubinode.mcp.assistant.chat;

import static java.util.Objects.requireNonNull;

import io.qubinode.mcp.assistant.document.Findings;
import io.qubinode.mcp.assistant.document.Passage;
import io.qubinode.mcp.assistant.document.RankedPassage;
import java.util.List;
import java.util.Optional;

/**
 * A question, and what the documentation has on it.
 *
 * @param message the question
 * @param context what it is about
 * @param found passages of the documentation
 */
public record Question(String message, Optional<String> context, Findings found) {

    public Question {
        requireNonNull(message);
        requireNonNull(context);
        requireNonNull(found);
    }

    /** The passages; the first is cited as [1]. */
    List<Passage> sources() {
        return found.passages().stream().map(RankedPassage::passage).toList();
    }
}
