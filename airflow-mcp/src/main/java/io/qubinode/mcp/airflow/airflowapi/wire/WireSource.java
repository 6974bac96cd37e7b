package io.qubinode.mcp.airflow.airflowapi.wire;

import io.qubinode.mcp.airflow.airflowapi.DagSource;
import java.util.Optional;

@OnTheWire
public record WireSource(String content, Integer versionNumber) {

    public DagSource toDagSource() {
        return new DagSource(content == null ? "" : content, Optional.ofNullable(versionNumber));
    }
}
