package io.qubinode.mcp.airflow.airflowapi;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A run with what it was made of.
 *
 * @param run the run
 * @param conf its configuration, with secrets in it
 * @param dagVersion the newest version of the DAG that ran in it; empty where Airflow has no versions
 */
public record RunRecord(DagRun run, Map<String, JsonNode> conf, Optional<Integer> dagVersion) {

    public RunRecord {
        conf = Map.copyOf(conf);
    }

    /** How long it ran, or has been running; empty before it starts. */
    public Optional<Duration> duration() {
        return run.startedAt().flatMap(start -> run.endedAt().map(end -> Duration.between(start, end)));
    }
}
