package io.qubinode.mcp.airflow.airflowapi.wire.v1;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.qubinode.mcp.airflow.airflowapi.DagRun;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** As on the wire, but for the conf, which is skipped: it may be of any size. */
@JsonNaming(SnakeCaseStrategy.class)
public record WireV1DagRun(
        String dagId,
        String dagRunId,
        String state,
        String runType,
        Instant executionDate,
        Instant dataIntervalEnd,
        Instant startDate,
        Instant endDate) {

    public WireV1DagRun {
        requireNonNull(dagId);
        requireNonNull(dagRunId);
        requireNonNull(state);
    }

    /** In our words. A run may start when the data are there that it is to work on, and not before its date. */
    public DagRun toDagRun() {
        return new DagRun(
                dagId,
                dagRunId,
                state,
                runType,
                Stream.of(executionDate, dataIntervalEnd)
                        .filter(Objects::nonNull)
                        .max(Comparator.naturalOrder()),
                Optional.ofNullable(startDate),
                Optional.ofNullable(endDate));
    }
}
