package io.qubinode.mcp.airflow.airflowapi.wire.v1;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;

/** As on the wire. */
@JsonNaming(SnakeCaseStrategy.class)
public record WireV1Dags(List<WireV1Dag> dags, int totalEntries) {

    public WireV1Dags {
        requireNonNull(dags);
    }
}
