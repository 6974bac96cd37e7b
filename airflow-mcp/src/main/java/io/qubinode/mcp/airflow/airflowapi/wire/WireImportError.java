package io.qubinode.mcp.airflow.airflowapi.wire;

import io.qubinode.mcp.airflow.airflowapi.ImportError;
import java.time.Instant;

/** A DAG file that cannot be read. */
@OnTheWire
public record WireImportError(String filename, Instant timestamp, String stackTrace) {

    /** In our words. */
    public ImportError toImportError() {
        return new ImportError(filename, timestamp, stackTrace);
    }
}
