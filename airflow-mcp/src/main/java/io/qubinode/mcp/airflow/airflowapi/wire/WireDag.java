package io.qubinode.mcp.airflow.airflowapi.wire;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.qubinode.mcp.airflow.airflowapi.Dag;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** As on the wire. */
@JsonNaming(SnakeCaseStrategy.class)
public record WireDag(
        String dagId,
        String description,
        String timetableSummary,
        boolean isPaused,
        List<Tag> tags,
        List<String> owners,
        Instant nextDagrunRunAfter,
        boolean hasImportErrors) {

    /** As on the wire. */
    public record Tag(String name) {}

    /** In our words, with what another call says of its newest run. */
    public Dag toDag(Optional<String> lastRunState) {
        return new Dag(
                dagId,
                Optional.ofNullable(description),
                Optional.ofNullable(timetableSummary),
                isPaused,
                tags == null ? List.of() : tags.stream().map(Tag::name).toList(),
                owners == null ? List.of() : owners,
                Optional.ofNullable(nextDagrunRunAfter),
                lastRunState,
                hasImportErrors ? Optional.of(true) : Optional.empty());
    }
}
