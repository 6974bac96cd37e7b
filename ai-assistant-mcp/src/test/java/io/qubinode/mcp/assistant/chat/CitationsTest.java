package io.qubinode.mcp.assistant.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.qubinode.mcp.assistant.chat.ChatTools.Citation;
import io.qubinode.mcp.assistant.document.Passage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CitationsTest {

    private static final List<Passage> TWO = List.of(source("a.md"), source("b.md"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "Open 8888 [1]. | Open 8888 [1].",
                "Open 8888 [3]. | Open 8888.",
                "Open [1][9] it [0]. | Open [1] it.",
                "Both say so [1, 2, 7]. | Both say so [1, 2].",
                "Wrong [99999]. | Wrong [99999].",
                "A [7](https://example.org) link. | A [7](https://example.org) link.",
                "Take `list[0]` [2]. | Take `list[0]` [2].",
            })
    void takesOutWhatCitesNoGivenSource(String said, String kept) {
        assertThat(new Citations(said, TWO).text()).isEqualTo(kept);
    }

    @Test
    void leavesCodeAlone() {
        String said = "Run [1]:\n```\nprint(a[0], a[5])\n```\nDone [5].";
        assertThat(new Citations(said, TWO).text()).isEqualTo("Run [1]:\n```\nprint(a[0], a[5])\n```\nDone.");
    }

    @Test
    void listsOnlyWhatIsCited() {
        assertThat(new Citations("So it is [2].", TWO).list())
                .extracting(Citation::number, Citation::source)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(2, "b.md"));
    }

    @Test
    void listsAllThatWasGivenWhenNothingIsCited() {
        var citations = new Citations("So it is.", TWO);
        assertThat(citations.any()).isFalse();
        assertThat(citations.list()).extracting(Citation::number).containsExactly(1, 2);
    }

    @Test
    void countsWhatItTakesOut() {
        assertThat(new Citations("One [1], [2, 7], [9].", TWO).removed()).isEqualTo(2);
    }

    @Test
    void takesThemAllOutOfWhatIsRemembered() {
        assertThat(Citations.without("Run `a[0]` [1], and [2, 3].")).isEqualTo("Run `a[0]`, and.");
    }

    private static Passage source(String name) {
        return new Passage(name, name, List.of(), 1, 2, "text");
    }
}
