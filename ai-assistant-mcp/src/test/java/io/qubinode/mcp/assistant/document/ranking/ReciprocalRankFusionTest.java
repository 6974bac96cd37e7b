package io.qubinode.mcp.assistant.document.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.qubinode.mcp.assistant.document.ranking.ReciprocalRankFusion.Fused;
import io.qubinode.mcp.assistant.document.ranking.ReciprocalRankFusion.Ranking;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReciprocalRankFusionTest {

    @Test
    void prefersWhatBothRankingsFindToWhatOneFindsFirst() {
        var fused = fuse(new Ranking<>(List.of("words", "both"), 1), new Ranking<>(List.of("meaning", "both"), 1));
        assertThat(fused).extracting(Fused::item).containsExactly("both", "words", "meaning");
    }

    @Test
    void givesTheFirstOfAllRankingsTheScoreOne() {
        var fused = fuse(new Ranking<>(List.of("a", "b"), 1), new Ranking<>(List.of("a"), 2));
        assertThat(fused.getFirst().score()).isEqualTo(1, within(1e-9));
        assertThat(fused.getLast().score()).isBetween(0.0, 1.0);
    }

    @Test
    void countsAHeavierRankingMore() {
        var fused = fuse(new Ranking<>(List.of("light"), 1), new Ranking<>(List.of("heavy"), 2));
        assertThat(fused).extracting(Fused::item).containsExactly("heavy", "light");
    }

    @Test
    void makesNothingOfEmptyRankings() {
        assertThat(fuse(new Ranking<>(List.of(), 1), new Ranking<>(List.of(), 1)))
                .isEmpty();
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // List.of takes the array only to read it
    private static List<Fused<String>> fuse(Ranking<String>... rankings) {
        return ReciprocalRankFusion.fuse(List.of(rankings));
    }
}
