package io.qubinode.mcp.assistant.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ExcerptTest {

    private static final String TABLE = "| Setting | Meaning |\n| --- | --- |\n| `PORT` | " + "the port, ".repeat(40)
            + "|\n| `KEY` | " + "as it is, ".repeat(40) + "to rotate an API key make a second one first, "
            + "and so on, ".repeat(40) + "|";

    @Test
    void showsAPieceOfALongRowRatherThanTheRulesOfItsTable() {
        Passage shown = cut("How do I rotate an API key?", TABLE, 200);
        assertThat(shown.text()).contains("rotate an API key").hasSizeLessThanOrEqualTo(200);
        assertThat(shown.fromLine()).isEqualTo(13);
        assertThat(shown.toLine()).isEqualTo(13);
    }

    @Test
    void showsWholeLinesWhereTheyFit() {
        String text = "Keys are kept hashed.\nTo rotate a key, make another.\nThen remove the old one.";
        assertThat(cut("rotate key", text, 60).text()).contains("To rotate a key, make another.");
        assertThat(cut("rotate key", text, 500).text()).isEqualTo(text);
    }

    @Test
    void showsTheBeginningOfOneLongLineWithNothingOfTheQuestion() {
        assertThat(cut("firewall", "word ".repeat(300), 100).text())
                .isEqualTo("word ".repeat(10).strip());
    }

    private static Passage cut(String question, String text, int limit) {
        var passage = new Passage("a.md", "A", List.of(), 10, 13, text);
        return new Excerpt(question, List.of(text), String::length).of(passage, limit);
    }
}
