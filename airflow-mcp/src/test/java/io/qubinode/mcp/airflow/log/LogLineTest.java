package io.qubinode.mcp.airflow.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogLineTest {

    private static final LogLine LINE = new LogLine("Login of bob with Password=hunter2 failed");

    @ParameterizedTest
    @ValueSource(strings = {"login of bob", "password=", "failed", "***", "password=***"})
    void holdsWhatIsShownOfIt(String text) {
        assertThat(LINE.find(text)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"hunter2", "password=h", "password=****"})
    void doesNotTellASecretToWhoLooksForIt(String text) {
        assertThat(LINE.find(text)).isEmpty();
    }

    @Test
    void isCutToItsBeginningAndKnowsWhatItWas() {
        var line = new LogLine("x".repeat(5_000)).beginning();
        assertThat(line.shown()).hasSize(line.length()).hasSize(2_000);
        assertThat(line.cut()).isTrue();
        assertThat(line.wholeLength()).isEqualTo(5_000);
    }

    @Test
    void isNeverCutWithinACharacter() {
        assertThat(new LogLine("x".repeat(1_999) + "\uD83D\uDE00".repeat(50))
                        .beginning()
                        .shown())
                .endsWith("\uD83D\uDE00");
    }
}
