package io.qubinode.mcp.assistant.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.qubinode.mcp.assistant.chat.ChatTools.Citation;
import io.qubinode.mcp.assistant.chat.ChatTools.Mode;
import io.qubinode.mcp.assistant.document.Findings;
import io.qubinode.mcp.assistant.document.Passage;
import io.qubinode.mcp.assistant.document.RankedPassage;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExtractiveAnswerTest {

    @Test
    void quotesTheBestPassagesAndSaysThatNoModelAnswered() {
        var answer =
                new ExtractiveAnswer().answer(question(true, "Open port 8888.", "Reload it.", "Third.", "Fourth."));
        assertThat(answer.mode()).isEqualTo(Mode.EXTRACTIVE);
        assertThat(answer.model()).isEmpty();
        assertThat(answer.answer())
                .contains("> Open port 8888.\n[1]", "> Reload it.\n[2]")
                .doesNotContain("Fourth");
        assertThat(answer.note()).hasValueSatisfying(note -> assertThat(note).contains("No language model", "quotes"));
        assertThat(answer.citations())
                .extracting(Citation::number, Citation::source, Citation::lines)
                .startsWith(org.assertj.core.groups.Tuple.tuple(1, "s0.md", "5-5"));
    }

    @Test
    void quotesOfALongPassageTheLinesThatTheQuestionIsAbout() {
        String text = "other line\n".repeat(200) + "the firewall port is 8888\n" + "other line\n".repeat(200);
        var hit = new RankedPassage(new Passage("s.md", "t", List.of(), 1, 401, text), 1);
        var answer = new ExtractiveAnswer()
                .answer(new Question("Which firewall port?", Optional.empty(), new Findings(List.of(hit), true)));
        assertThat(answer.answer()).contains("> the firewall port is 8888").hasSizeLessThan(1_500);
    }

    @Test
    void doesNotPretendThatTheDocumentsAnswer() {
        assertThat(new ExtractiveAnswer().answer(question(false, "Unrelated.")).answer())
                .startsWith("The documentation does not clearly answer this.");
    }

    private static Question question(boolean confident, String... texts) {
        var hits = IntStream.range(0, texts.length)
                .mapToObj(i -> new RankedPassage(new Passage("s" + i + ".md", "t", List.of("A"), 5, 5, texts[i]), 1))
                .toList();
        return new Question("Which firewall port?", Optional.empty(), new Findings(hits, confident));
    }
}
