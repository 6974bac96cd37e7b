package io.qubinode.mcp.assistant.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.qubinode.mcp.assistant.document.Passage;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class SourceFitTest {

    private static final Passage LONG =
            new Passage("s.md", "t", List.of(), 1, 300, "a line of documentation text\n".repeat(300));

    @Test
    void givesAModelNoMoreThanItMayRead() {
        List<Passage> sources = SourceFit.fitting(Collections.nCopies(6, LONG), "documentation", 8_000);
        assertThat(sources).hasSize(2);
        assertThat(sources.stream().mapToInt(source -> source.text().length()).sum())
                .isLessThan(8_000);
    }

    @Test
    void givesTheBestEvenToTheSmallestModel() {
        assertThat(SourceFit.fitting(List.of(LONG), "documentation", 1_500)).hasSize(1);
    }
}
