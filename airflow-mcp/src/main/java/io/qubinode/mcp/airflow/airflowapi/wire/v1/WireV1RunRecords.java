package io.qubinode.mcp.airflow.airflowapi.wire.v1;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;

/** As on the wire. */
@JsonNaming(SnakeCaseStrategy.class)
public record WireV1RunRecords(List<WireV1RunRecord> dagRuns, int totalEntries) {

    public WireV1RunRecords {
        requireNonNull(dagRuns);
    }
}
