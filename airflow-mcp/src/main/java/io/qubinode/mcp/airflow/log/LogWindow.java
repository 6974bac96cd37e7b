package io.qubinode.mcp.airflow.log;

import io.qubinode.mcp.airflow.airflowapi.LogEvent;
import io.qubinode.mcp.security.tool.AnswerBudget;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Some lines of a log that streams by: the last ones, or the first ones after a line. Memory is bounded by their number, not by
 * the log. Not thread-safe.
 */
public final class LogWindow implements Consumer<LogEvent> {

    // With the default of 200 lines about 2,000 tokens
    private static final int CHARACTERS_A_LINE = AnswerBudget.CHARACTERS / 200;

    private record Line(long number, String text) {}

    private final int most;
    private final Optional<String> wanted;
    private final Optional<Long> after;
    private final LogText text = new LogText();
    private final Deque<Line> lines = new ArrayDeque<>();
    private long characters;
    private long total;
    private long matching;
    private boolean cut;

    /**
     * A window.
     *
     * @param most at most so many lines, at least 1
     * @param wanted text that a line must hold, in any case; empty for every line
     * @param after the number of the line before the first; empty for the last lines
     */
    LogWindow(int most, Optional<String> wanted, Optional<Long> after) {
        this.most = most;
        this.wanted = wanted.map(part -> part.toLowerCase(Locale.ROOT));
        this.after = after;
    }

    /** The last lines. */
    public static LogWindow ofLast(int most) {
        return new LogWindow(most, Optional.empty(), Optional.empty());
    }

    @Override
    public void accept(LogEvent event) {
        text.linesOf(event).forEach(this::accept);
    }

    private void accept(String line) {
        total++;
        if (wanted.isPresent() && !line.toLowerCase(Locale.ROOT).contains(wanted.get())) {
            return;
        }
        matching++;
        if (after.isPresent()) {
            keepFirst(line);
        } else {
            keepLast(line);
        }
    }

    private void keepFirst(String line) {
        if (total > after.get()) {
            if (cut || !fits(lines.size() + 1, characters + line.length())) {
                cut = true;
            } else {
                add(line);
            }
        }
    }

    private void keepLast(String line) {
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

    private void add(String line) {
        lines.addLast(new Line(total, line));
        characters += line.length();
    }

    /** The lines, one below the other. */
    public String text() {
        return lines.stream().map(Line::text).collect(Collectors.joining("\n"));
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

    /** How many lines went by. */
    long total() {
        return total;
    }

    /** How many of them hold the wanted text. */
    long matching() {
        return matching;
    }

    /** Whether lines that belong here were left out. */
    boolean cut() {
        return cut;
    }
}
