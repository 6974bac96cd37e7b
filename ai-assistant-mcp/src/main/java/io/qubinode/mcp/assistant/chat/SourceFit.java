package io.qubinode.mcp.assistant.chat;

import io.qubinode.mcp.assistant.document.Excerpt;
import io.qubinode.mcp.assistant.document.Passage;
import java.util.ArrayList;
import java.util.List;

/** Chooses of the found passages what a model is given to read: the best first, each as the lines that fit the question. */
final class SourceFit {

    private static final int LONGEST = 3_000;

    /** For its name and the lines around it. */
    private static final int ENVELOPE = 200;

    private SourceFit() {}

    static List<Passage> fitting(List<Passage> found, String question, int characters) {
        var excerpt = new Excerpt(question, found.stream().map(Passage::text).toList(), String::length);
        var sources = new ArrayList<Passage>();
        int left = characters;
        for (Passage passage : found) {
            Passage source = excerpt.of(passage, Math.min(LONGEST, characters - ENVELOPE));
            left -= source.text().length() + ENVELOPE;
            if (left < 0) {
                break;
            }
            sources.add(source);
        }
        return sources;
    }
}
