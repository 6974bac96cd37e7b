package io.qubinode.mcp.airflow.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.qubinode.mcp.airflow.airflowapi.LogEvent;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LogWindowTest {

    private static final String BODY = "MIIEowIBAAKCAQEA7bq0b4S5mZr1yQ0bqv2u8x3T6v0p5cYk9sXG1dN2aQw4eRtU";

    @Test
    void keepsTheLastLines() {
        LogWindow window = filled(new LogWindow(3, LogFilter.ALL, Optional.empty(), false), 10);
        assertThat(window.text()).isEqualTo("line 8\nline 9\nline 10");
        assertThat(window.first()).contains(8L);
        assertThat(window.last()).contains(10L);
        assertThat(window.total()).isEqualTo(10);
        assertThat(window.cut()).isTrue();
    }

    @Test
    void keepsTheFirstLinesAfterACursor() {
        LogWindow window = filled(new LogWindow(3, LogFilter.ALL, Optional.of(LogCursor.after(4)), false), 10);
        assertThat(window.text()).isEqualTo("line 5\nline 6\nline 7");
        assertThat(window.cut()).isTrue();
    }

    @Test
    void isNotCutWhenEverythingFits() {
        assertThat(filled(new LogWindow(10, LogFilter.ALL, Optional.empty(), false), 10)
                        .cut())
                .isFalse();
        assertThat(filled(new LogWindow(6, LogFilter.ALL, Optional.of(LogCursor.after(4)), false), 10)
                        .cut())
                .isFalse();
    }

    @Test
    void keepsOnlyWhatHoldsTheTextInAnyCase() {
        LogWindow window = filled(new LogWindow(10, grep("LINE 1"), Optional.empty(), false), 12);
        assertThat(window.text()).isEqualTo("line 1\nline 10\nline 11\nline 12");
        assertThat(window.matching()).isEqualTo(4);
        assertThat(window.total()).isEqualTo(12);
    }

    @Test
    void numbersMatchingLinesAsTheyStandInTheLog() {
        LogWindow window = filled(new LogWindow(1, grep("line 7"), Optional.empty(), false), 12);
        assertThat(window.first()).contains(7L);
    }

    @Test
    void staysWithinTheBudgetHoweverLongTheLinesAre() {
        var last = new LogWindow(200, LogFilter.ALL, Optional.empty(), false);
        var first = new LogWindow(200, LogFilter.ALL, Optional.of(LogCursor.after(0)), false);
        IntStream.range(0, 100).forEach(i -> {
            last.accept(said("x".repeat(1_000)));
            first.accept(said("x".repeat(1_000)));
        });
        assertThat(last.text()).hasSizeBetween(7_000, 8_100);
        assertThat(first.text()).hasSizeBetween(7_000, 8_100);
        assertThat(last.cut()).isTrue();
        assertThat(first.cut()).isTrue();
    }

    @Test
    void leavesNoHoleBehindALineThatDoesNotFit() {
        var window = new LogWindow(200, LogFilter.ALL, Optional.of(LogCursor.after(0)), false);
        IntStream.range(0, 5).forEach(i -> window.accept(said("x".repeat(1_990))));
        window.accept(said("short"));
        assertThat(window.text()).doesNotContain("short");
        assertThat(window.last()).contains((long) window.shown());
    }

    @Test
    void showsLinesAroundEachMatchAndMarksTheGaps() {
        var window =
                new LogWindow(20, new LogFilter(Optional.of("line 5"), 1, Optional.empty()), Optional.empty(), false);
        filled(window, 54);
        assertThat(window.text())
                .isEqualTo("line 4\nline 5\nline 6\n--\nline 49\nline 50\nline 51\nline 52\nline 53\nline 54");
    }

    @Test
    void keepsOnlyEventsThatAreGraveEnough() {
        var window = new LogWindow(
                20, new LogFilter(Optional.empty(), 0, Optional.of(LogFilter.Level.WARNING)), Optional.empty(), false);
        for (String level : List.of("info", "warning", "error", "unheard-of")) {
            window.accept(new LogEvent(Optional.empty(), Optional.of(level), level, List.of()));
        }
        assertThat(window.text()).isEqualTo("WARNING warning\nERROR error");
        assertThat(window.total()).isEqualTo(4);
    }

    @Test
    void masksSecretsAndPrivateKeys() {
        var window = LogWindow.ofLast(10);
        List.of(
                        "password=hunter2",
                        "-----BEGIN RSA PRIVATE KEY-----",
                        "MIIabc",
                        "-----END RSA PRIVATE KEY-----",
                        "done")
                .forEach(line -> window.accept(said(line)));
        assertThat(window.text()).isEqualTo("password=***\n-----BEGIN RSA PRIVATE KEY-----\n*** private key ***\ndone");
    }

    @Test
    void masksAKeyBetweenWhoseLinesOthersStand() {
        var window = LogWindow.ofLast(20);
        List.of(
                        "-----BEGIN PRIVATE KEY-----",
                        BODY,
                        "an error of another thread",
                        BODY,
                        "word",
                        "Qw==",
                        "-----END PRIVATE KEY-----",
                        "commit 0a1b2c3d4e5f60718293a4b5c6d7e8f901234567",
                        "0a1b2c3d4e5f60718293a4b5c6d7e8f901234567")
                .forEach(line -> window.accept(said(line)));
        assertThat(window.text()).isEqualTo("""
                -----BEGIN PRIVATE KEY-----
                *** private key ***
                an error of another thread
                *** private key ***
                word
                *** private key ***
                commit 0a1b2c3d4e5f60718293a4b5c6d7e8f901234567
                0a1b2c3d4e5f60718293a4b5c6d7e8f901234567""");
    }

    @Test
    void waitsForTheRestOfAKeyOnlySoLong() {
        var window = LogWindow.ofLast(100);
        Stream.of("-----BEGIN PRIVATE KEY-----", BODY).forEach(line -> window.accept(said(line)));
        IntStream.range(0, 21).forEach(number -> window.accept(said("line no. " + number)));
        window.accept(said(BODY));
        assertThat(window.text()).contains("line no. 20\n" + BODY);
    }

    @Test
    void isEmptyWhenNothingMatches() {
        LogWindow window = filled(new LogWindow(10, grep("nothing"), Optional.empty(), false), 12);
        assertThat(window.text()).isEmpty();
        assertThat(window.first()).isEmpty();
        assertThat(window.last()).isEmpty();
    }

    @Test
    void searchesAllOfALongLineAndShowsWhatIsAroundTheMatch() {
        var window = new LogWindow(10, grep("needle"), Optional.empty(), false);
        window.accept(said("x".repeat(20_000) + " Needle " + "y".repeat(20_000)));
        assertThat(window.matching()).isOne();
        assertThat(window.text())
                .contains("x Needle y")
                .hasSizeBetween(2_000, 2_200)
                .endsWith("of 40008; cursor \"1:21001\" reads on)");
    }

    @Test
    void readsTheRestOfALineAndThenTheLinesAfterIt() {
        var window = new LogWindow(10, LogFilter.ALL, Optional.of(LogCursor.of("1:15000")), false);
        window.accept(said("x".repeat(20_000)));
        window.accept(said("second"));
        assertThat(window.text()).startsWith("…" + "x".repeat(5_000));
        assertThat(window.next()).contains(LogCursor.after(1));
    }

    @Test
    void neverShowsASecretThatATextOfItIsSearchedFor() {
        var window = new LogWindow(10, grep("hunter2"), Optional.empty(), false);
        window.accept(said("y".repeat(5_000) + " password=hunter2 " + "z".repeat(5_000)));
        assertThat(window.matching()).isZero();
    }

    @Test
    void countsTheLinesThatHoldTheWordOfALevelThatTheyDoNotHave() {
        var window = new LogWindow(
                10, new LogFilter(Optional.empty(), 0, Optional.of(LogFilter.Level.ERROR)), Optional.empty(), false);
        window.accept(said("an ERROR that was printed"));
        window.accept(new LogEvent(Optional.empty(), Optional.of("error"), "a record", List.of()));
        assertThat(window.matching()).isOne();
        assertThat(window.missed()).isOne();
    }

    private static LogFilter grep(String text) {
        return new LogFilter(Optional.of(text), 0, Optional.empty());
    }

    private static LogWindow filled(LogWindow window, int lines) {
        IntStream.rangeClosed(1, lines).forEach(i -> window.accept(said("line " + i)));
        return window;
    }

    private static LogEvent said(String text) {
        return new LogEvent(Optional.empty(), Optional.empty(), text, List.of());
    }
}
