package io.qubinode.mcp.assistant.document.ranking;

import static org.assertj.core.api.Assertions.assertThat;

import io.qubinode.mcp.assistant.document.Passage;
import io.qubinode.mcp.assistant.document.RankedPassage;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ContextExpansionTest {

    private static final int MOST = 10;

    @Test
    void showsAPassageWithWhatStandsAroundIt() {
        var widened = widen(document(5, 380), 2);
        assertThat(widened).hasSize(1);
        assertThat(widened.getFirst().passage().text())
                .startsWith("passage 1")
                .contains("passage 2", "passage 3", "passage 4");
        assertThat(widened.getFirst().passage().headings()).containsExactly("Heading 2");
    }

    @Test
    void leavesALargePassageAsItIs() {
        var document = document(3, 1_200);
        assertThat(widen(document, 1)).extracting(RankedPassage::passage).containsExactly(document.get(1));
    }

    @Test
    void makesOneOfNeighboursThatWereBothFound() {
        var widened = widen(document(3, 300), 0, 1, 2);
        assertThat(widened).hasSize(1);
        assertThat(widened.getFirst().passage().lines()).isEqualTo("1-8");
    }

    @Test
    void showsNothingTwice() {
        String all = widen(document(12, 300), 3, 5, 9, 1).stream()
                .map(hit -> hit.passage().text())
                .reduce("", String::concat);
        IntStream.range(0, 12).forEach(place -> assertThat(all.split("passage " + place + " ", -1).length)
                .isLessThanOrEqualTo(2));
    }

    @Test
    void keepsTheLinesAsTheyAreInTheDocument() {
        assertThat(widen(document(2, 20), 1).getFirst().passage().text())
                .isEqualTo("passage 0 xxxxxxxxxx\nsecond line\n\npassage 1 xxxxxxxxxx\nsecond line");
    }

    private static List<Passage> document(int passages, int length) {
        return IntStream.range(0, passages)
                .mapToObj(place -> {
                    String start = "passage " + place + " ";
                    return new Passage(
                            "d.md",
                            "d",
                            List.of("Heading " + place),
                            3 * place + 1,
                            3 * place + 2,
                            start + "x".repeat(length - start.length()) + "\nsecond line");
                })
                .toList();
    }

    @Test
    void looksUpNoNeighboursOfWhatIsNotShown() {
        assertThat(widen(
                        document(20 * MOST, 800),
                        IntStream.range(0, 2 * MOST).map(i -> 10 * i).toArray()))
                .hasSize(MOST);
    }

    private static List<RankedPassage> widen(List<Passage> document, int... found) {
        return ContextExpansion.of(
                IntStream.of(found)
                        .mapToObj(place -> new Candidate("d", place, document.get(place), 0.5))
                        .toList(),
                MOST,
                (key, place) -> place < document.size() ? Optional.of(document.get(place)) : Optional.empty());
    }
}
