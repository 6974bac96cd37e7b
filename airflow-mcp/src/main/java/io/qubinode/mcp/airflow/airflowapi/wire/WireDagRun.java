package io.qubinode.mcp.airflow.airflowapi.wire;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.qubinode.mcp.airflow.airflowapi.DagRun;
import java.time.Instant;
import java.util.Optional;

/** As on the wire, but for the conf, which is skipped: it may be of any size. */
@JsonNaming(SnakeCaseStrategy.class)
public record WireDagRun(
        String dagId,
        String dagRunId,
        String state,
        String runType,
        Instant runAfter,
        Instant startDate,
        Instant endDate) {

    public WireDagRun {
        requireNonNull(dagId);
        requireNonNull(dagRunId);
        requireNonNull(state);
    }

    /** In our words. */
    public DagRun toDagRun() {
        return new DagRun(
                dagId,
                dagRunId,
                state,
                runType,
                Optional.ofNullable(runAfter),
                Optional.ofNullable(startDate),
                Optional.ofNullable(endDate));
    }
}
