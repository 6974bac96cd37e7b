package io.qubinode.mcp.airflow.airflowapi.wire;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.qubinode.mcp.airflow.airflowapi.ImportError;
import io.qubinode.mcp.airflow.airflowapi.Page;
import java.time.Instant;
import java.util.List;

/** As on the wire. */
@JsonNaming(SnakeCaseStrategy.class)
public record WireImportErrors(List<Broken> importErrors, int totalEntries) {

    public WireImportErrors {
        requireNonNull(importErrors);
    }

    /** As on the wire. */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Broken(String filename, Instant timestamp, String stackTrace) {}

    /** In our words. */
    public Page<ImportError> toPage() {
        return new Page<>(
                importErrors.stream()
                        .map(error -> new ImportError(error.filename(), error.timestamp(), error.stackTrace()))
                        .toList(),
                totalEntries);
    }
}
