package io.qubinode.mcp.airflow.airflowapi.wire.v1;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.qubinode.mcp.airflow.airflowapi.Dag;
import io.qubinode.mcp.airflow.airflowapi.wire.WireDag;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** As on the wire. */
@JsonNaming(SnakeCaseStrategy.class)
public record WireV1Dag(
        String dagId,
        String description,
        JsonNode scheduleInterval,
        String timetableDescription,
        boolean isPaused,
        List<WireDag.Tag> tags,
        List<String> owners,
        Instant nextDagrunCreateAfter,
        boolean hasImportErrors) {

    /** In our words, with what another call says of its newest run. */
    public Dag toDag(Optional<String> lastRunState) {
        return new Dag(
                dagId,
                Optional.ofNullable(description),
                schedule(),
                isPaused,
                tags == null ? List.of() : tags.stream().map(WireDag.Tag::name).toList(),
                owners == null ? List.of() : owners,
                Optional.ofNullable(nextDagrunCreateAfter),
                lastRunState,
                hasImportErrors ? Optional.of(true) : Optional.empty());
    }

    /** Only a cron expression is on the wire as one; a time delta or a timetable is told in Airflow's words. */
    private Optional<String> schedule() {
        if (scheduleInterval == null || scheduleInterval.isNull()) {
            return Optional.empty();
        }
        JsonNode value = scheduleInterval.path("value");
        return value.isTextual() ? Optional.of(value.textValue()) : Optional.ofNullable(timetableDescription);
    }
}
