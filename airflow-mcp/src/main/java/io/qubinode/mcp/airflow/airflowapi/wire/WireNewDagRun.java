package io.qubinode.mcp.airflow.airflowapi.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.Map;

/** As on the wire. */
@JsonNaming(SnakeCaseStrategy.class)
public record WireNewDagRun(
        @JsonInclude(JsonInclude.Include.ALWAYS) String logicalDate,
        Map<String, Object> conf,
        String dagRunId,
        String note) {}
