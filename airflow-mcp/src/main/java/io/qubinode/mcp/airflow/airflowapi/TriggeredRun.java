package io.qubinode.mcp.airflow.airflowapi;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A run and what it was created with.
 *
 * @param conf an object; empty when there was none
 */
public record TriggeredRun(DagRun run, JsonNode conf) {

    public TriggeredRun {
        requireNonNull(run);
        requireNonNull(conf);
    }
}
