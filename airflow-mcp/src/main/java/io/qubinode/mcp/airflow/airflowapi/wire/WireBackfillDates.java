package io.qubinode.mcp.airflow.airflowapi.wire;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.util.List;

/** As on the wire. */
public record WireBackfillDates(List<Run> backfills) {

    public WireBackfillDates {
        requireNonNull(backfills);
    }

    /** As on the wire. */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Run(Instant logicalDate) {}
}
