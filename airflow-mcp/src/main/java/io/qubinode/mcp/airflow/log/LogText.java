package io.qubinode.mcp.airflow.log;

import io.qubinode.mcp.airflow.airflowapi.LogEvent;
import io.qubinode.mcp.airflow.airflowapi.LogEvent.Frame;
import io.qubinode.mcp.airflow.airflowapi.LogEvent.Raised;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Turns the events of one log into lines of text, without Airflow's own preparations and the paths that they name. */
final class LogText {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneOffset.UTC);
    private static final Set<String> NOISE = Set.of("Log message source details", "Pre Execute");
    private static final String GROUP = "::group::";
    private static final String END = "::endgroup::";
    private static final int MOST_FRAMES = 5;

    private boolean inNoise;
    private boolean inKey;
    // Most events of a log share their second with the one before.
    private long second = Long.MIN_VALUE;
    private String clock = "";

    /** The lines of the next event; none when it is a marker or noise. */
    List<LogLine> linesOf(LogEvent event) {
        if (event.text().startsWith(GROUP)) {
            inNoise = NOISE.contains(event.text().substring(GROUP.length()).strip());
            return List.of();
        } else if (event.text().startsWith(END)) {
            inNoise = false;
            return List.of();
        } else if (inNoise) {
            return List.of();
        }
        var lines = new ArrayList<LogLine>();
        String prefix = prefix(event);
        event.text().lines().forEach(line -> withoutKey(prefix + line).ifPresent(lines::add));
        event.errors()
                .forEach(raised -> addTo(lines, raised, raised == event.errors().getFirst()));
        return lines;
    }

    /** A private key leaves its first line only. */
    private Optional<LogLine> withoutKey(String line) {
        if (inKey) {
            inKey = !line.contains("-----END ");
            return Optional.empty();
        }
        inKey = line.contains("-----BEGIN ") && line.contains("PRIVATE KEY-----") && !line.contains("-----END ");
        return Optional.of(new LogLine(
                line.contains("PRIVATE KEY-----") ? line.replaceAll("-----BEGIN .*", "*** private key ***") : line));
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
            clock = TIME.format(time) + " ";
        }
        return clock;
    }

    private static void addTo(List<LogLine> lines, Raised raised, boolean first) {
        lines.add(new LogLine((first ? "" : "caused by ") + raised.type() + ": " + raised.message()));
        List<Frame> own = raised.frames().stream()
                .filter(frame -> !frame.file().contains("/site-packages/"))
                .toList();
        List<Frame> shown = own.isEmpty() ? raised.frames() : own;
        shown.stream()
                .skip(Math.max(0, shown.size() - MOST_FRAMES))
                .forEach(frame -> lines.add(new LogLine(
                        "    at " + frame.function() + " (" + name(frame.file()) + ":" + frame.line() + ")")));
    }

    private static String name(String file) {
        return file.substring(file.lastIndexOf('/') + 1);
    }
}
