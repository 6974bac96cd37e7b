package io.qubinode.mcp.airflow.airflowapi.wire;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.qubinode.mcp.airflow.airflowapi.DagSource;
import java.util.Optional;

/** As on the wire. */
@JsonNaming(SnakeCaseStrategy.class)
public record WireSource(String content, Integer versionNumber) {

    /** In our words. */
    public DagSource toDagSource() {
        return new DagSource(content == null ? "" : content, Optional.ofNullable(versionNumber));
    }
}
