package io.qubinode.mcp.airflow.airflowapi.wire;

import io.qubinode.mcp.airflow.airflowapi.DagSource;
import java.util.Optional;

/** The Python file of a DAG. */
@OnTheWire
public record WireSource(String content, Integer versionNumber) {

    /** In our words. */
    public DagSource toDagSource() {
        return new DagSource(content == null ? "" : content, Optional.ofNullable(versionNumber));
    }
}
