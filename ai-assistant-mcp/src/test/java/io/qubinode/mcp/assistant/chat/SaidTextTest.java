package io.qubinode.mcp.assistant.chat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SaidTextTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<think>Let me see.</think>Open 8888. | Open 8888.",
                "See ![logo](https://evil.example/?k=secret) here. | See logo here.",
                "See <img src='https://evil.example/'> here. | See  here.",
                "Call <invoke name='x'> now. | Call < invoke name='x'> now."
            })
    void leavesOutWhatIsNoAnswer(String raw, String shown) {
        assertThat(new SaidText(raw, 100).text()).isEqualTo(shown);
    }

    @Test
    void takesThoughtsThatDoNotEndForNoAnswer() {
        assertThat(new SaidText("<think>So I wonder", 100).text()).isEmpty();
    }

    @Test
    void cutsWhatIsLongerThanWanted() {
        var said = new SaidText("word ".repeat(1_000), 16);
        assertThat(said.text()).hasSizeLessThan(200).endsWith("…");
        assertThat(said.cut()).isTrue();
        assertThat(new SaidText("word ".repeat(10_000), 1_500).text()).hasSizeLessThan(7_100);
    }
}
