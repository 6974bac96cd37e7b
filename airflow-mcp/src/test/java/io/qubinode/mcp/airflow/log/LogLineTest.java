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
        assertThat(LINE.holds(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"hunter2", "password=h", "password=****"})
    void doesNotTellASecretToWhoLooksForIt(String text) {
        assertThat(LINE.holds(text)).isFalse();
    }

    @Test
    void saysHowLongItWasWhereItIsCut() {
        var line = new LogLine("x".repeat(5_000));
        assertThat(line.shown()).hasSizeLessThanOrEqualTo(line.length()).endsWith("x… (5000 characters)");
    }
}
