package io.qubinode.mcp.airflow.airflowapi;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A run with what it was made of.
 *
 * @param conf its configuration, with secrets in it; an empty object when it has none
 * @param dagVersion the newest version of the DAG that ran in it; empty where Airflow has no versions
 * @param note what its page in Airflow shows
 */
public record RunDetails(
        DagRun run, JsonNode conf, Optional<Integer> dagVersion, Optional<Instant> logicalDate, Optional<String> note) {

    private static final Duration LONGEST = Duration.ofDays(100 * 365);

    public RunDetails {
        requireNonNull(run);
        requireNonNull(conf);
    }

    /** A run without a logical date and a note. */
    public RunDetails(DagRun run, JsonNode conf, Optional<Integer> dagVersion) {
        this(run, conf, dagVersion, Optional.empty(), Optional.empty());
    }

    /** How long it ran; empty before it ends, and for a time that no run takes, whose milliseconds no number may hold. */
    public Optional<Duration> duration() {
        return run.startedAt()
                .flatMap(start -> run.endedAt().map(end -> Duration.between(start, end)))
                .filter(length -> length.abs().compareTo(LONGEST) < 0);
    }
}
