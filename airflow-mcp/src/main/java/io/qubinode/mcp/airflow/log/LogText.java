package io.qubinode.mcp.airflow.log;

import io.qubinode.mcp.airflow.airflowapi.LogEvent;
import io.qubinode.mcp.security.secret.PrivateKeyLines;
import io.qubinode.mcp.security.secret.TerminalText;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Turns the events of one log into lines of text, without Airflow's own preparations and the paths that they name. */
final class LogText {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneOffset.UTC);
    private static final Set<String> NOISE = Set.of("Log message source details", "Pre Execute");
    private static final String AFTERWARDS = "Post Execute";
    private static final Set<String> GRAVE = Set.of("warning", "error", "critical");
    private static final String GROUP = "::group::";
    private static final String END = "::endgroup::";
    // Records of other threads and streams, between two lines of a key.
    private static final int MOST_BETWEEN = 20;

    private final boolean dates;
    private final PrivateKeyLines keys = new PrivateKeyLines(MOST_BETWEEN);
    private boolean inNoise;
    private boolean afterKey;
    private long hidden;
    private long masked;
    // Most events of a log share their second with the one before.
    private long second = Long.MIN_VALUE;
    private String clock = "";

    /** @param dates whether each line begins with date, time and zone; else with the time */
    LogText(boolean dates) {
        this.dates = dates;
    }

    /** The lines of the next event; none when it is a marker or noise. A warning or an error is never noise, and ends it. */
    List<LogLine> linesOf(LogEvent event) {
        boolean grave = event.level().filter(GRAVE::contains).isPresent()
                || !event.errors().isEmpty();
        if (!grave && event.text().startsWith(GROUP)) {
            return group(event);
        } else if (!grave && event.text().startsWith(END)) {
            inNoise = false;
            return List.of();
        }
        inNoise &= !grave;
        if (inNoise && event.origin() != LogEvent.Origin.TASK || event.origin() == LogEvent.Origin.AIRFLOW) {
            hidden += Math.max(1, event.text().lines().count());
            return List.of();
        }
        return shown(event);
    }

    /** The title of a group that is none of Airflow's own. */
    private List<LogLine> group(LogEvent event) {
        String title = event.text()
                .lines()
                .findFirst()
                .orElse("")
                .substring(GROUP.length())
                .strip();
        inNoise = NOISE.contains(title);
        return inNoise || title.equals(AFTERWARDS)
                ? List.of()
                : List.of(new LogLine(prefix(event) + TerminalText.shown(title)));
    }

    /** How many lines of Airflow's own preparations were left out. */
    long hidden() {
        return hidden;
    }

    /** How many lines of private keys were left out. */
    long masked() {
        return masked;
    }

    private List<LogLine> shown(LogEvent event) {
        var lines = new ArrayList<LogLine>();
        String prefix = prefix(event);
        (TerminalText.shown(event.text()) + fields(event)).lines().forEach(line -> add(lines, prefix, line));
        ExceptionText.lines(event.errors()).forEach(line -> add(lines, "", TerminalText.shown(line)));
        return lines;
    }

    private void add(List<LogLine> lines, String prefix, String line) {
        boolean ofKey = keys.takes(line);
        if (!ofKey) {
            lines.add(new LogLine(prefix + line));
        } else {
            masked++;
            if (!afterKey) {
                lines.add(new LogLine(prefix + "*** private key ***"));
            }
        }
        afterKey = ofKey;
    }

    /** As https://brandur.org/logfmt, quoted where a value holds more than a word. */
    private static String fields(LogEvent event) {
        return event.fields().entrySet().stream()
                .map(field -> " " + field.getKey() + "=" + quoted(TerminalText.shown(field.getValue())))
                .collect(Collectors.joining());
    }

    private static String quoted(String value) {
        boolean word = !value.isEmpty() && value.chars().noneMatch(c -> c <= ' ' || c == '"' || c == '=');
        boolean json = value.startsWith("{") || value.startsWith("[");
        return word || json
                ? value
                : '"' + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }

    private String prefix(LogEvent event) {
        String level = event.level()
                .filter(name -> !name.equals("info"))
                .map(name -> name.toUpperCase(Locale.ROOT) + " ")
                .orElse("");
        return event.time().map(this::clock).orElse("") + level;
    }

    private String clock(Instant time) {
        if (time.getEpochSecond() != second) {
            second = time.getEpochSecond();
            clock = (dates ? time.truncatedTo(ChronoUnit.SECONDS).toString() : TIME.format(time)) + " ";
        }
        return clock;
    }
}
