package io.qubinode.mcp.assistant.document;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * What a search found.
 *
 * @param passages best first
 * @param lack what was left out of the search and why, in one sentence; empty when nothing was
 */
public record Findings(List<RankedPassage> passages, Optional<String> lack) {

    public Findings {
        passages = List.copyOf(passages);
        requireNonNull(lack);
    }
}
