package io.qubinode.mcp.airflow.airflowapi.wire.v1;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.qubinode.mcp.airflow.airflowapi.TriggeredRun;
import io.qubinode.mcp.airflow.airflowapi.wire.BoundedValue;
import java.time.Instant;

/** As on the wire: a {@link WireV1DagRun} with its conf. */
@JsonNaming(SnakeCaseStrategy.class)
public record WireV1TriggeredRun(
        String dagId,
        String dagRunId,
        String state,
        String runType,
        @JsonDeserialize(using = BoundedValue.Whole.class) JsonNode conf,
        Instant executionDate,
        Instant dataIntervalEnd,
        Instant startDate,
        Instant endDate) {

    /** In our words, with what it was created with. */
    public TriggeredRun toTriggeredRun() {
        return new TriggeredRun(
                new WireV1DagRun(dagId, dagRunId, state, runType, executionDate, dataIntervalEnd, startDate, endDate)
                        .toDagRun(),
                conf == null || conf.isNull() ? JsonNodeFactory.instance.objectNode() : conf);
    }
}
