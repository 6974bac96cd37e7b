package io.qubinode.mcp.airflow.airflowapi.wire;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.databind.JsonNode;
import io.qubinode.mcp.airflow.airflowapi.Dag;
import io.qubinode.mcp.airflow.airflowapi.DagDetails;
import io.qubinode.mcp.airflow.airflowapi.DagParam;
import io.qubinode.mcp.airflow.airflowapi.RunEnding;
import io.qubinode.mcp.airflow.airflowapi.ScheduleOffset;
import io.qubinode.mcp.security.core.ToolJson;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** A DAG. Lists leave out the documentation, the params and what else only the details have. */
@OnTheWire
public record WireDag(
        String dagId,
        String dagDisplayName,
        String description,
        String docMd,
        String timetableSummary,
        JsonNode scheduleInterval,
        String timetableDescription,
        String timezone,
        boolean isPaused,
        boolean catchup,
        List<String> owners,
        List<Tag> tags,
        @JsonAlias("next_dagrun_create_after") Instant nextDagrunRunAfter,
        Integer maxActiveRuns,
        boolean hasImportErrors,
        String fileToken,
        WireDagRun.Version latestDagVersion,
        LinkedHashMap<String, Param> params) {

    public WireDag {
        requireNonNull(dagId);
        owners = owners == null ? List.of() : owners;
        tags = tags == null ? List.of() : tags;
        params = params == null ? new LinkedHashMap<>() : params;
    }

    record Tag(String name) {}

    record Param(JsonNode schema, JsonNode value, String description) {

        private DagParam toDagParam() {
            return new DagParam(
                    schema == null ? ToolJson.MAPPER.createObjectNode() : schema,
                    value == null ? ToolJson.MAPPER.nullNode() : value,
                    Optional.ofNullable(description));
        }
    }

    /** In our words, with what other calls say of its timezone and its newest run. */
    public Dag toDag(Optional<String> zone, Optional<WireDagRun> lastRun) {
        return new Dag(
                dagId,
                displayName(),
                Optional.ofNullable(description),
                schedule(),
                zone,
                isPaused,
                tagNames(),
                owners,
                Optional.ofNullable(nextDagrunRunAfter),
                lastRun.map(WireDagRun::state),
                lastRun.flatMap(run -> RunEnding.told(Optional.ofNullable(run.note()), run.toDagRun())
                        .map(RunEnding::by)),
                hasImportErrors ? Optional.of(true) : Optional.empty());
    }

    public DagDetails toDagDetails() {
        var known = new LinkedHashMap<String, DagParam>();
        params.forEach((name, param) -> known.put(name, param.toDagParam()));
        return new DagDetails(
                dagId,
                displayName(),
                Optional.ofNullable(description),
                Optional.ofNullable(docMd),
                schedule(),
                zone(),
                isPaused,
                catchup,
                owners,
                tagNames(),
                Optional.ofNullable(nextDagrunRunAfter),
                Optional.ofNullable(maxActiveRuns),
                hasImportErrors,
                Optional.ofNullable(latestDagVersion).map(WireDagRun.Version::versionNumber),
                known);
    }

    private Optional<String> displayName() {
        return Optional.ofNullable(dagDisplayName).filter(name -> !name.equals(dagId));
    }

    /**
     * The timezone of its schedule: by name from the details of Airflow 2, of Airflow 3 as the offset at the next run. Empty when it is
     * not known.
     */
    public Optional<String> zone() {
        return ofAirflow2()
                ? Optional.ofNullable(timezone)
                : schedule()
                        .flatMap(when -> ScheduleOffset.of(when, Optional.ofNullable(nextDagrunRunAfter)))
                        .map(offset -> ZoneId.ofOffset("UTC", offset).getId());
    }

    /** Whether only its details name its timezone. */
    public boolean ofAirflow2() {
        return scheduleInterval != null && !scheduleInterval.isNull();
    }

    private List<String> tagNames() {
        return tags.stream().map(Tag::name).toList();
    }

    /** Airflow 2 has only a cron expression as one; it describes a time delta or a timetable in words. */
    private Optional<String> schedule() {
        if (!ofAirflow2()) {
            return Optional.ofNullable(timetableSummary);
        }
        JsonNode value = scheduleInterval.path("value");
        return value.isTextual() ? Optional.of(value.textValue()) : Optional.ofNullable(timetableDescription);
    }
}
