package io.qubinode.mcp.airflow.airflowapi.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.qubinode.mcp.airflow.airflowapi.TriggeredRun;
import java.time.Instant;

/** As on the wire: a {@link WireDagRun} with its conf. */
@JsonNaming(SnakeCaseStrategy.class)
public record WireTriggeredRun(
        String dagId,
        String dagRunId,
        String state,
        String runType,
        @JsonDeserialize(using = BoundedValue.Whole.class) JsonNode conf,
        Instant runAfter,
        Instant startDate,
        Instant endDate) {

    /** In our words, with what it was created with. */
    public TriggeredRun toTriggeredRun() {
        return new TriggeredRun(
                new WireDagRun(dagId, dagRunId, state, runType, runAfter, startDate, endDate).toDagRun(),
                conf == null || conf.isNull() ? JsonNodeFactory.instance.objectNode() : conf);
    }
}
