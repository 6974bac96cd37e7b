package io.qubinode.mcp.airflow.log;

import io.qubinode.mcp.airflow.airflowapi.LogEvent;
import io.qubinode.mcp.security.tool.AnswerBudget;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * Some lines of a log that streams by: the last ones, the first ones after a line, or the rest of one line. Memory is bounded by their
 * number, not by the log. Secrets are masked in what is shown. Not thread-safe.
 */
public final class LogWindow implements Consumer<LogEvent> {

    // With the default of 200 lines about 2,000 tokens
    private static final int CHARACTERS_A_LINE = AnswerBudget.CHARACTERS / 200;

    private record Line(long number, LogLine text) {}

    private final int most;
    private final LogFilter filter;
    private final Optional<LogCursor> cursor;
    private final boolean dates;
    private final Deque<Line> lines = new ArrayDeque<>();
    private final Deque<Line> before = new ArrayDeque<>();
    private LogText text;
    private int contextLeft;
    private long characters;
    private long total;
    private long matching;
    private long missed;
    private long hiddenBefore;
    private long maskedBefore;
    private boolean cut;

    /**
     * A window.
     *
     * @param most at most so many lines, at least 1
     * @param cursor where the first lines are read from; empty for the last lines
     * @param dates whether each line has its date and zone
     */
    LogWindow(int most, LogFilter filter, Optional<LogCursor> cursor, boolean dates) {
        this.most = most;
        this.filter = cursor.flatMap(LogCursor::within).isPresent() ? LogFilter.ALL : filter;
        this.cursor = cursor;
        this.dates = dates;
        text = new LogText(dates);
    }

    public static LogWindow ofLast(int most) {
        return new LogWindow(most, LogFilter.ALL, Optional.empty(), false);
    }

    /** The last lines that tell of an error. */
    public static LogWindow ofLastErrors(int most) {
        return new LogWindow(
                most, new LogFilter(Optional.empty(), 0, Optional.of(LogFilter.Level.ERROR)), Optional.empty(), false);
    }

    /** Begins another log below a headline. */
    void begin(String headline) {
        hiddenBefore += text.hidden();
        maskedBefore += text.masked();
        text = new LogText(dates);
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
        long number = ++total;
        OptionalInt place = grave ? filter.find(line) : OptionalInt.empty();
        if (place.isPresent()) {
            matching++;
            before.forEach(this::keep);
            before.clear();
            keep(new Line(number, filter.text().isPresent() ? line.around(place.getAsInt()) : line));
            contextLeft = filter.context();
            return;
        }
        if (!grave && filter.misses(line)) {
            missed++;
        }
        if (contextLeft > 0) {
            contextLeft--;
            keep(new Line(number, line));
        } else if (filter.context() > 0) {
            before.addLast(new Line(number, line.beginning()));
            if (before.size() > filter.context()) {
                before.removeFirst();
            }
        }
    }

    private void keep(Line line) {
        if (cursor.isEmpty()) {
            keepLast(line);
        } else if (cursor.get().within().isPresent()) {
            keepRest(line);
        } else {
            keepFirst(line);
        }
    }

    private void keepFirst(Line line) {
        if (line.number() > cursor.orElseThrow().line()) {
            if (cut || !fits(lines.size() + 1, characters + line.text().length())) {
                cut = true;
            } else {
                add(line.text().beginning(), line.number());
            }
        }
    }

    private void keepRest(Line line) {
        LogCursor from = cursor.orElseThrow();
        if (line.number() == from.line()) {
            add(line.text().from(from.place().orElse(0), AnswerBudget.CHARACTERS), line.number());
        }
    }

    private void keepLast(Line line) {
        add(line.text().beginning(), line.number());
        while (lines.size() > 1 && !fits(lines.size(), characters)) {
            characters -= lines.removeFirst().text().length();
            cut = true;
        }
    }

    private boolean fits(int count, long length) {
        return count <= most && length <= Math.max(AnswerBudget.CHARACTERS, (long) most * CHARACTERS_A_LINE)
                || count == 1;
    }

    private void add(LogLine line, long number) {
        lines.addLast(new Line(number, line));
        characters += line.length();
    }

    /** The lines, one below the other; with context, a line of dashes where some are left out. */
    public String text() {
        var shown = new ArrayList<String>();
        long last = -1;
        for (Line line : lines) {
            if (filter.context() > 0 && last >= 0 && line.number() > last + 1) {
                shown.add("--");
            }
            shown.add(shown(line));
            last = line.number();
        }
        return String.join("\n", shown);
    }

    /** The lines, or why there are none. */
    public String textOrReason() {
        if (!lines.isEmpty()) {
            return text();
        }
        return hidden() == 0
                ? "(The task logged nothing.)"
                : "(The task logged nothing but " + hidden() + " lines of Airflow's own preparation.)";
    }

    private static String shown(Line line) {
        LogLine text = line.text();
        if (!text.cut()) {
            return text.shown();
        }
        String part = text.start() == 0 ? "" : "…";
        String rest = text.end() < text.wholeLength() ? "…" : "";
        String where = text.end() < text.wholeLength()
                ? "cursor \"" + LogCursor.within(line.number(), text.end()) + "\" reads on"
                : "cursor \"" + LogCursor.within(line.number(), 0) + "\" reads it from its beginning";
        return part + text.shown() + rest + " (characters " + (text.start() + 1) + " to " + text.end() + " of "
                + text.wholeLength() + "; " + where + ")";
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

    /** How many are not wanted because of their level, though they hold its name. */
    long missed() {
        return missed;
    }

    /** How many lines of Airflow's own preparations were left out. */
    public long hidden() {
        return hiddenBefore + text.hidden();
    }

    /** How many lines of private keys were left out. */
    long masked() {
        return maskedBefore + text.masked();
    }

    /** Whether lines that belong here were left out. */
    boolean cut() {
        return cut;
    }

    /** Where to read on; empty when nothing is left. */
    Optional<LogCursor> next() {
        if (cursor.flatMap(LogCursor::within).isPresent()) {
            return lines.stream()
                    .findFirst()
                    .map(line -> line.text().end() < line.text().wholeLength()
                            ? LogCursor.within(line.number(), line.text().end())
                            : LogCursor.after(line.number()))
                    .filter(next -> next.place().isPresent() || next.line() < total);
        }
        return cursor.isPresent() && cut ? last().map(LogCursor::after) : Optional.empty();
    }
}
