package io.qubinode.mcp.airflow.airflowapi.wire.v1;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;

/** As on the wire. */
@JsonNaming(SnakeCaseStrategy.class)
public record WireV1DagRuns(List<WireV1DagRun> dagRuns, int totalEntries) {

    public WireV1DagRuns {
        requireNonNull(dagRuns);
    }
}
