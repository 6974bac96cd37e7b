package io.qubinode.mcp.assistant.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.qubinode.mcp.assistant.chat.ChatTools.ChatAnswer;
import io.qubinode.mcp.assistant.chat.ChatTools.Citation;
import io.qubinode.mcp.assistant.chat.ChatTools.Mode;
import io.qubinode.mcp.assistant.document.Passage;
import io.qubinode.mcp.assistant.testing.TestCall;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExtractiveAnswerTest {

    private static final String LONG =
            "other line\n".repeat(200) + "the firewall port is 8888\n" + "other line\n".repeat(200);

    @Test
    void quotesTheBestPassagesAndSaysThatNoModelAnswered() {
        var answer = answer(question(700, "Open port 8888.", "Reload it.", "Third.", "Fourth."));
        assertThat(answer.mode()).isEqualTo(Mode.EXTRACTIVE);
        assertThat(answer.model()).isEmpty();
        assertThat(answer.answer())
                .contains("> Open port 8888.\n[1]", "> Reload it.\n[2]")
                .doesNotContain("Fourth");
        assertThat(answer.note()).hasValueSatisfying(note -> assertThat(note).contains("No language model", "quotes"));
        assertThat(answer.citations())
                .extracting(Citation::number, Citation::source, Citation::lines)
                .startsWith(org.assertj.core.groups.Tuple.tuple(1, "s0.md", "5-6"));
    }

    @Test
    void quotesOfALongPassageTheLinesThatTheQuestionIsAbout() {
        assertThat(quoted(LONG, 700)).contains("> the firewall port is 8888").hasSizeLessThan(1_500);
    }

    @Test
    void quotesOfATableTheRowsThatAnswer() {
        String others = "| `OTHER` | something else that is set there | 1 |\n";
        String table = "| variable | meaning | default |\n| --- | --- | --- |\n" + others.repeat(20)
                + "| `PORT` | the port of the firewall | 8888 |\n" + others.repeat(20);
        assertThat(quoted(table, 700)).endsWith("""
                        > | variable | meaning | default |
                        > | --- | --- | --- |
                        > | `PORT` | the port of the firewall | 8888 |
                        [1]""");
    }

    @Test
    void quotesTogetherNoMoreThanAPageOfTheScreen() {
        assertThat(answer(question(1_500, LONG, LONG, LONG, LONG)).answer()).hasSizeLessThan(1_500);
    }

    @Test
    void quotesNoMoreThanIsWanted() {
        assertThat(quoted(LONG, 60)).contains("> the firewall port is 8888").hasSizeLessThan(60 * 4);
    }

    @Test
    void doesNotPretendThatTheDocumentsAnswer() {
        assertThat(answer(question(700, "Unrelated.")).answer())
                .startsWith("Nearest to the question, the documentation says:");
        assertThat(answer(question(700)).answer()).isEqualTo("The documentation has nothing about this.");
    }

    @Test
    void namesTheLinesAsAResource() {
        assertThat(answer(question(700, "Open port 8888.")).citations())
                .extracting(Citation::uri)
                .containsExactly("docs://s0.md#L5-L6");
    }

    private static String quoted(String text, int maxTokens) {
        return answer(question(maxTokens, text)).answer();
    }

    private static ChatAnswer answer(Question question) {
        return new ExtractiveAnswer(ExtractiveAnswer.NO_MODEL).answer(question, new TestCall());
    }

    private static Question question(int maxTokens, String... texts) {
        var sources = IntStream.range(0, texts.length)
                .mapToObj(i -> new Passage(
                        "s" + i + ".md",
                        "t",
                        List.of("A"),
                        5,
                        5 + (int) texts[i].lines().count(),
                        texts[i]))
                .toList();
        return new Question("Which firewall port?", Optional.empty(), Conversation.NEW, sources, maxTokens);
    }
}
