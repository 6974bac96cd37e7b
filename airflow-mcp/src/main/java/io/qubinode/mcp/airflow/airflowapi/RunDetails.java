package io.qubinode.mcp.airflow.airflowapi;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;

/**
 * A run with what it was made of.
 *
 * @param conf its configuration, with secrets in it; an empty object when it has none
 * @param dagVersion the newest version of the DAG that ran in it; empty where Airflow has no versions
 */
public record RunDetails(DagRun run, JsonNode conf, Optional<Integer> dagVersion) {

    public RunDetails {
        requireNonNull(run);
        requireNonNull(conf);
    }

    /** How long it ran; empty before it ends. */
    public Optional<Duration> duration() {
        return run.startedAt().flatMap(start -> run.endedAt().map(end -> Duration.between(start, end)));
    }
}
