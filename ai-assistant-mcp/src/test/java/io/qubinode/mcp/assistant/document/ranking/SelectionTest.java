package io.qubinode.mcp.assistant.document.ranking;

import static org.assertj.core.api.Assertions.assertThat;

import io.qubinode.mcp.assistant.document.Passage;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SelectionTest {

    @Test
    void showsNoDocumentMoreThanFourTimes() {
        var ranked = IntStream.range(0, 7)
                .mapToObj(i -> hit(i < 6 ? "one.md" : "other.md", "text number " + i + " of its own kind " + "w" + i))
                .toList();
        assertThat(Selection.of(ranked, 7))
                .extracting(found -> found.passage().source())
                .containsExactly("one.md", "one.md", "one.md", "one.md", "other.md");
    }

    @Test
    void showsTheSameTextOnce() {
        String text = "To open the port run firewall-cmd with these options and reload it then";
        var ranked = List.of(hit("a.md", text), hit("copy.md", text + "."), hit("b.md", "Something else entirely"));
        assertThat(Selection.of(ranked, 5))
                .extracting(found -> found.passage().source())
                .containsExactly("a.md", "b.md");
    }

    @Test
    void showsOtherDocumentsBeforeMoreOfTheSameFromTheSixthOn() {
        var ranked = IntStream.range(0, 8)
                .mapToObj(i -> hit(i < 6 ? (i % 2 == 0 ? "a.md" : "b.md") : "c" + i + ".md", "text w" + i + " v" + i))
                .toList();
        assertThat(Selection.of(ranked, 8))
                .extracting(found -> found.passage().source())
                .containsExactly("a.md", "b.md", "a.md", "b.md", "a.md", "c6.md", "c7.md", "b.md");
    }

    @Test
    void stopsAtWhatWasAskedFor() {
        var ranked = List.of(hit("a.md", "one"), hit("b.md", "two"), hit("c.md", "three"));
        assertThat(Selection.of(ranked, 2)).hasSize(2);
    }

    private static Candidate hit(String source, String text) {
        return new Candidate(source, new Passage(source, source, List.of(), 1, 1, text), 0.5);
    }
}
