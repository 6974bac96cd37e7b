package io.qubinode.mcp.airflow.airflowapi.wire;

import io.qubinode.mcp.airflow.airflowapi.ImportError;
import java.time.Instant;

@OnTheWire
public record WireImportError(String filename, Instant timestamp, String stackTrace) {

    public ImportError toImportError() {
        return new ImportError(filename, timestamp, stackTrace);
    }
}
