package io.qubinode.mcp.airflow.airflowapi;

import io.qubinode.mcp.security.secret.ForeignText;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How somebody ended a run from outside.
 *
 * @param deed cancelled, or marked as what
 * @param by who
 */
public record RunEnding(String deed, String by) {

    public RunEnding {
        by = ForeignText.shown(by);
    }

    private static final Pattern NOTE = Pattern.compile(
            "(cancelled|marked success|marked failed) by ([^\n]{1,200}) at (\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ) via qubinode-mcp, request .*");
    // Airflow sets the end when it carries the request out.
    private static final Duration LONGEST_REQUEST = Duration.ofSeconds(20);

    /** The note with which a run is ended. In Airflow's own audit every call comes from one account; this lets the two trails be joined. */
    public static String note(String deed, String client, String request) {
        return deed + " by " + client + " at " + Instant.now().truncatedTo(ChronoUnit.SECONDS)
                + " via qubinode-mcp, request " + request;
    }

    /** As the run's note tells; empty when it ended on its own, also after it was ended and cleared. */
    public static Optional<RunEnding> told(Optional<String> note, DagRun run) {
        return note.map(NOTE::matcher)
                .filter(Matcher::lookingAt)
                .filter(told ->
                        moment(told.group(3)).filter(then -> ended(run, then)).isPresent())
                .map(told -> new RunEnding(told.group(1), told.group(2)))
                .filter(ending -> ending.failed() == run.state().equals("failed"));
    }

    /** Anyone may write a note in Airflow, also one with a date that no calendar has. */
    private static Optional<Instant> moment(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /**
     * Whether a request at a moment has ended a run, and not an earlier try of it. Airflow ends the tasks before the run, which takes
     * minutes when there are thousands; a run that is cleared starts again.
     */
    public static boolean ended(DagRun run, Instant request) {
        boolean startedBefore = run.startedAt()
                .map(start -> start.isBefore(request.plusSeconds(1)))
                .orElse(true);
        return run.endedAt()
                .map(end -> isThen(request, end) || (startedBefore && end.isAfter(request)))
                .orElse(false);
    }

    /** Whether a request at a moment can have been what ended a run. */
    public static boolean isThen(Instant request, Instant end) {
        return Duration.between(request, end).abs().compareTo(LONGEST_REQUEST) < 0;
    }

    public boolean failed() {
        return !deed.equals("marked success");
    }
}
