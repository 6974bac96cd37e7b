package io.qubinode.mcp.airflow.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.qubinode.mcp.airflow.airflowapi.LogEvent;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LogWindowTest {

    @Test
    void keepsTheLastLines() {
        LogWindow window = filled(new LogWindow(3, Optional.empty(), Optional.empty()), 10);
        assertThat(window.text()).isEqualTo("line 8\nline 9\nline 10");
        assertThat(window.first()).contains(8L);
        assertThat(window.last()).contains(10L);
        assertThat(window.total()).isEqualTo(10);
        assertThat(window.cut()).isTrue();
    }

    @Test
    void keepsTheFirstLinesAfterACursor() {
        LogWindow window = filled(new LogWindow(3, Optional.empty(), Optional.of(4L)), 10);
        assertThat(window.text()).isEqualTo("line 5\nline 6\nline 7");
        assertThat(window.cut()).isTrue();
    }

    @Test
    void isNotCutWhenEverythingFits() {
        assertThat(filled(new LogWindow(10, Optional.empty(), Optional.empty()), 10)
                        .cut())
                .isFalse();
        assertThat(filled(new LogWindow(6, Optional.empty(), Optional.of(4L)), 10)
                        .cut())
                .isFalse();
    }

    @Test
    void keepsOnlyWhatHoldsTheTextInAnyCase() {
        LogWindow window = filled(new LogWindow(10, Optional.of("LINE 1"), Optional.empty()), 12);
        assertThat(window.text()).isEqualTo("line 1\nline 10\nline 11\nline 12");
        assertThat(window.matching()).isEqualTo(4);
        assertThat(window.total()).isEqualTo(12);
    }

    @Test
    void numbersMatchingLinesAsTheyStandInTheLog() {
        LogWindow window = filled(new LogWindow(1, Optional.of("line 7"), Optional.empty()), 12);
        assertThat(window.first()).contains(7L);
    }

    @Test
    void staysWithinTheBudgetHoweverLongTheLinesAre() {
        var last = new LogWindow(200, Optional.empty(), Optional.empty());
        var first = new LogWindow(200, Optional.empty(), Optional.of(0L));
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
        var window = new LogWindow(200, Optional.empty(), Optional.of(0L));
        IntStream.range(0, 5).forEach(i -> window.accept(said("x".repeat(1_990))));
        window.accept(said("short"));
        assertThat(window.text()).doesNotContain("short");
        assertThat(window.last()).contains((long) window.shown());
    }

    @Test
    void isEmptyWhenNothingMatches() {
        LogWindow window = filled(new LogWindow(10, Optional.of("nothing"), Optional.empty()), 12);
        assertThat(window.text()).isEmpty();
        assertThat(window.first()).isEmpty();
        assertThat(window.last()).isEmpty();
    }

    private static LogWindow filled(LogWindow window, int lines) {
        IntStream.rangeClosed(1, lines).forEach(i -> window.accept(said("line " + i)));
        return window;
    }

    private static LogEvent said(String text) {
        return new LogEvent(Optional.empty(), Optional.empty(), text, List.of());
    }
}
