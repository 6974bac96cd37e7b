package io.qubinode.mcp.assistant.document.ranking;

import static org.assertj.core.api.Assertions.assertThat;

import io.qubinode.mcp.assistant.document.Passage;
import java.util.List;
import org.junit.jupiter.api.Test;

class WholeDocumentsTest {

    @Test
    void prefersADocumentThatFitsInSeveralPlaces() {
        var ranked = List.of(hit("once.md", 0, 0.60), hit("often.md", 0, 0.59), hit("often.md", 1, 0.58));
        assertThat(WholeDocuments.of(ranked, List.of()))
                .extracting(Candidate::document)
                .containsExactly("often.md", "often.md", "once.md");
    }

    @Test
    void prefersADocumentThatHasTheWordsAsAWhole() {
        var ranked = List.of(hit("a.md", 0, 0.60), hit("b.md", 0, 0.59));
        assertThat(WholeDocuments.of(ranked, List.of("b.md", "c.md")))
                .extracting(Candidate::document)
                .containsExactly("b.md", "a.md");
    }

    @Test
    void keepsScoresFromZeroToOne() {
        var ranked = List.of(hit("a.md", 0, 1), hit("b.md", 0, 0));
        assertThat(WholeDocuments.of(ranked, List.of("a.md")))
                .extracting(Candidate::score)
                .allMatch(score -> score >= 0 && score <= 1);
    }

    private static Candidate hit(String document, int place, double score) {
        return new Candidate(document, place, new Passage(document, document, List.of(), 1, 1, "text " + place), score);
    }
}
