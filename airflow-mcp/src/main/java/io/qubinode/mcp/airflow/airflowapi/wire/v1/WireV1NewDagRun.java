package io.qubinode.mcp.airflow.airflowapi.wire.v1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.Map;

/** As on the wire. A {@code logical_date}, even null, is refused. */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WireV1NewDagRun(Map<String, Object> conf, String dagRunId, String note) {}
