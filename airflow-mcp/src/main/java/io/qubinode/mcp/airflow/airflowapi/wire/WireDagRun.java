package io.qubinode.mcp.airflow.airflowapi.wire;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.qubinode.mcp.airflow.airflowapi.DagRun;
import io.qubinode.mcp.airflow.airflowapi.TriggeredRun;
import java.time.Instant;
import java.util.Optional;

/** As on the wire. */
@JsonNaming(SnakeCaseStrategy.class)
public record WireDagRun(
        String dagId,
        String dagRunId,
        String state,
        String runType,
        JsonNode conf,
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

    /** In our words, with what it was created with. */
    public TriggeredRun toTriggeredRun() {
        return new TriggeredRun(
                toDagRun(), conf == null || conf.isNull() ? JsonNodeFactory.instance.objectNode() : conf);
    }
}
