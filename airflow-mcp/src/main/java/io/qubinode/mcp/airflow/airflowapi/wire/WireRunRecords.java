package io.qubinode.mcp.airflow.airflowapi.wire;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;

/** As on the wire. */
@JsonNaming(SnakeCaseStrategy.class)
public record WireRunRecords(List<WireRunRecord> dagRuns, int totalEntries) {

    public WireRunRecords {
        requireNonNull(dagRuns);
    }
}
