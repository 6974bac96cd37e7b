package io.qubinode.mcp.assistant.document;

import java.util.List;

/**
 * What a search found.
 *
 * @param passages best first
 * @param confident whether the best of them probably answer; when false, the documents probably do not
 */
public record Findings(List<RankedPassage> passages, boolean confident) {

    public Findings {
        passages = List.copyOf(passages);
    }
}
