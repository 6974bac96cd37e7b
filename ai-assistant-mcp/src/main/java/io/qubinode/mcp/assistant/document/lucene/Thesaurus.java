package io.qubinode.mcp.assistant.document.lucene;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Words that mean the same: the documents' authors and those who ask do not always use the same ones. */
final class Thesaurus {

    private final List<List<Set<String>>> groups;

    Thesaurus(TechnicalEnglish words) {
        try (var lines = new BufferedReader(
                new InputStreamReader(Thesaurus.class.getResourceAsStream("thesaurus.txt"), StandardCharsets.UTF_8))) {
            groups = lines.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> Arrays.stream(line.split(","))
                            .map(term -> words.words(Fields.TEXT, term))
                            .toList())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The words that say otherwise what these say, without these. */
    Set<String> others(Set<String> terms) {
        var others = new HashSet<String>();
        for (List<Set<String>> group : groups) {
            if (group.stream().anyMatch(terms::containsAll)) {
                group.forEach(others::addAll);
            }
        }
        others.removeAll(terms);
        return others;
    }
}
