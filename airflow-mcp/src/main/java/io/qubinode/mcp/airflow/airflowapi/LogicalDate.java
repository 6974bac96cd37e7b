package io.qubinode.mcp.airflow.airflowapi;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The date that a run is for: what templates such as {@code {{ ds }}} are about. A DAG has one run for each.
 *
 * @param date empty for a run without one
 * @param chosen whether the caller named it
 */
public record LogicalDate(Optional<Instant> date, boolean chosen) {

    /** What a caller may write. */
    public static final String PATTERN = "none|" + TimeExpression.PATTERN;

    public static final String RULE = TimeExpression.RULE + ", or none";

    private static final String NONE = "none";

    /** Now, as Airflow's web page has it, unless something else was written. */
    public static LogicalDate of(Optional<String> text) {
        // Airflow keeps microseconds.
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        return text.map(written -> new LogicalDate(
                        written.equals(NONE) ? Optional.empty() : Optional.of(TimeExpression.of(written, now)), true))
                .orElseGet(() -> new LogicalDate(Optional.of(now), false));
    }
}
