package io.qubinode.mcp.airflow.log;

import io.qubinode.mcp.airflow.log.LogTools.GetTaskLogs;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a reader of part of a log has to know: what is left out, why, and how to see it. */
final class LogNotes {

    private final GetTaskLogs input;
    private final LogWindow window;
    private final List<String> notes = new ArrayList<>();

    LogNotes(GetTaskLogs input, LogWindow window) {
        this.input = input;
        this.window = window;
    }

    boolean countOnly() {
        return input.countOnly();
    }

    void readSome(int read, int logs) {
        if (read < logs) {
            notes.add("Reads " + read + " of " + logs + " logs, those of failed tasks first.");
        }
    }

    /** @param grows whether the task still writes */
    Optional<String> text(boolean grows) {
        if (countOnly()) {
            notes.add("count_only shows no lines.");
        } else if (window.shown() == 0) {
            notes.add(whyEmpty(grows));
        } else if (window.cut()) {
            notes.add(shownPart());
        }
        if (window.missed() > 0) {
            String word = input.level().map(LogFilter.Level::word).orElse("");
            notes.add("level is the level of the log record: " + window.missed() + " other lines hold the word " + word
                    + "; grep \"" + word + "\" finds them.");
        }
        if (window.hidden() > 0) {
            notes.add(lines(window.hidden()) + " of Airflow's own preparation " + (window.hidden() == 1 ? "is" : "are")
                    + " hidden.");
        }
        if (window.masked() > 0) {
            notes.add(
                    lines(window.masked()) + " of private keys " + (window.masked() == 1 ? "is" : "are") + " masked.");
        }
        return notes.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", notes));
    }

    private String whyEmpty(boolean grows) {
        if (window.total() == 0) {
            return grows ? "The task has not logged anything yet." : "The task logged nothing.";
        } else if (window.matching() == 0) {
            return "None of the " + lines(window.total()) + " matches.";
        }
        return "There is nothing after line " + input.cursor().orElse("0") + "; the log has " + lines(window.total())
                + (grows ? " so far." : ".");
    }

    private String shownPart() {
        String of = input.grep().isPresent() || input.level().isPresent()
                ? window.matching() + " matching lines"
                : window.total() + " lines";
        return window.next().isPresent()
                ? "Shows " + window.shown() + " of " + of + "; next_cursor reads on."
                : "Shows the last " + window.shown() + " of " + of
                        + "; a larger tail, grep, or cursor \"0\" shows others.";
    }

    private static String lines(long number) {
        return number + (number == 1 ? " line" : " lines");
    }
}
