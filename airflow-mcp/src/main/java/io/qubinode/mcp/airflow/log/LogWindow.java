package io.qubinode.mcp.airflow.log;

import io.qubinode.mcp.airflow.airflowapi.LogEvent;
import io.qubinode.mcp.security.tool.AnswerBudget;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Some lines of a log that streams by: the last ones, or the first ones after a line. Memory is bounded by their number, not by
 * the log. Secrets are masked in what is shown. Not thread-safe.
 */
public final class LogWindow implements Consumer<LogEvent> {

    // With the default of 200 lines about 2,000 tokens
    private static final int CHARACTERS_A_LINE = AnswerBudget.CHARACTERS / 200;

    private record Line(long number, LogLine text) {}

    private final int most;
    private final LogFilter filter;
    private final Optional<Long> after;
    private final Deque<Line> lines = new ArrayDeque<>();
    private final Deque<Line> before = new ArrayDeque<>();
    private LogText text = new LogText();
    private int contextLeft;
    private long characters;
    private long total;
    private long matching;
    private boolean cut;

    /**
     * A window.
     *
     * @param most at most so many lines, at least 1
     * @param after the number of the line before the first; empty for the last lines
     */
    LogWindow(int most, LogFilter filter, Optional<Long> after) {
        this.most = most;
        this.filter = filter;
        this.after = after;
    }

    public static LogWindow ofLast(int most) {
        return new LogWindow(most, LogFilter.ALL, Optional.empty());
    }

    /** The last lines that tell of an error. */
    public static LogWindow ofLastErrors(int most) {
        return new LogWindow(
                most, new LogFilter(Optional.empty(), 0, Optional.of(LogFilter.Level.ERROR)), Optional.empty());
    }

    /** Begins another log below a headline. */
    void begin(String headline) {
        text = new LogText();
        before.clear();
        contextLeft = 0;
        total++;
        keep(new Line(total, new LogLine(headline)));
    }

    @Override
    public void accept(LogEvent event) {
        boolean grave = filter.takes(event);
        text.linesOf(event).forEach(line -> accept(line, grave));
    }

    private void accept(LogLine line, boolean grave) {
        var next = new Line(++total, line);
        if (grave && filter.takes(line)) {
            matching++;
            before.forEach(this::keep);
            before.clear();
            keep(next);
            contextLeft = filter.context();
        } else if (contextLeft > 0) {
            contextLeft--;
            keep(next);
        } else if (filter.context() > 0) {
            before.addLast(next);
            if (before.size() > filter.context()) {
                before.removeFirst();
            }
        }
    }

    private void keep(Line line) {
        if (after.isPresent()) {
            keepFirst(line);
        } else {
            keepLast(line);
        }
    }

    private void keepFirst(Line line) {
        if (line.number() > after.get()) {
            if (cut || !fits(lines.size() + 1, characters + line.text().length())) {
                cut = true;
            } else {
                add(line);
            }
        }
    }

    private void keepLast(Line line) {
        add(line);
        while (lines.size() > 1 && !fits(lines.size(), characters)) {
            characters -= lines.removeFirst().text().length();
            cut = true;
        }
    }

    private boolean fits(int count, long length) {
        return count <= most && length <= Math.max(AnswerBudget.CHARACTERS, (long) most * CHARACTERS_A_LINE)
                || count == 1;
    }

    private void add(Line line) {
        lines.addLast(line);
        characters += line.text().length();
    }

    /** The lines, one below the other; with context, a line of dashes where some are left out. */
    public String text() {
        var shown = new ArrayList<String>();
        long last = -1;
        for (Line line : lines) {
            if (filter.context() > 0 && last >= 0 && line.number() > last + 1) {
                shown.add("--");
            }
            shown.add(line.text().shown());
            last = line.number();
        }
        return String.join("\n", shown);
    }

    int shown() {
        return lines.size();
    }

    Optional<Long> first() {
        return Optional.ofNullable(lines.peekFirst()).map(Line::number);
    }

    Optional<Long> last() {
        return Optional.ofNullable(lines.peekLast()).map(Line::number);
    }

    /** The last line kept; empty when none is. */
    String lastLine() {
        return lines.isEmpty() ? "" : lines.peekLast().text().shown();
    }

    /** How many lines went by. */
    long total() {
        return total;
    }

    /** How many of them are wanted, the context not counted. */
    long matching() {
        return matching;
    }

    /** Whether lines that belong here were left out. */
    boolean cut() {
        return cut;
    }
}
