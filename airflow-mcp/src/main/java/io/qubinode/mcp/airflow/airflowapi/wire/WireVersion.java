package io.qubinode.mcp.airflow.airflowapi.wire;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/** As on the wire. */
@JsonNaming(SnakeCaseStrategy.class)
public record WireVersion(String version) {

    public WireVersion {
        requireNonNull(version);
    }
}
