package io.qubinode.mcp.assistant.document;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * What a search found.
 *
 * @param passages best first
 * @param confident whether the best of them probably answer; when false, the documents probably do not
 * @param lack what was left out of the search and why, in one sentence; empty when nothing was
 */
public record Findings(List<RankedPassage> passages, boolean confident, Optional<String> lack) {

    public Findings {
        passages = List.copyOf(passages);
        requireNonNull(lack);
    }
}
