package io.qubinode.mcp.airflow.airflowapi.wire.v1;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.qubinode.mcp.airflow.airflowapi.RunRecord;
import io.qubinode.mcp.airflow.airflowapi.wire.BoundedValue;
import java.time.Instant;
import java.util.Optional;

/** As on the wire. */
@JsonNaming(SnakeCaseStrategy.class)
public record WireV1RunRecord(
        String dagId,
        String dagRunId,
        String state,
        String runType,
        @JsonDeserialize(using = BoundedValue.Shown.class) JsonNode conf,
        Instant executionDate,
        Instant dataIntervalEnd,
        Instant startDate,
        Instant endDate) {

    /** In our words. */
    public RunRecord toRunRecord() {
        return new RunRecord(
                new WireV1DagRun(dagId, dagRunId, state, runType, executionDate, dataIntervalEnd, startDate, endDate)
                        .toDagRun(),
                BoundedValue.fields(conf),
                Optional.empty());
    }
}
