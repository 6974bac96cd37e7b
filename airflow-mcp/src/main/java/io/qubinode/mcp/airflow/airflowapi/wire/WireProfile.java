package io.qubinode.mcp.airflow.airflowapi.wire;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.qubinode.mcp.airflow.airflowapi.DagParam;
import io.qubinode.mcp.airflow.airflowapi.DagProfile;
import io.qubinode.mcp.security.core.ToolJson;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** As on the wire. */
@JsonNaming(SnakeCaseStrategy.class)
public record WireProfile(
        String dagId,
        String description,
        String docMd,
        String timetableSummary,
        boolean isPaused,
        boolean catchup,
        List<String> owners,
        List<WireDag.Tag> tags,
        Instant nextDagrunRunAfter,
        Integer maxActiveRuns,
        boolean hasImportErrors,
        WireRunRecord.Version latestDagVersion,
        LinkedHashMap<String, Param> params) {

    public WireProfile {
        requireNonNull(dagId);
    }

    /** As on the wire. */
    public record Param(JsonNode schema, JsonNode value, String description) {}

    /** In our words. */
    public DagProfile toDagProfile() {
        var known = new LinkedHashMap<String, DagParam>();
        if (params != null) {
            params.forEach((name, param) -> known.put(
                    name,
                    new DagParam(
                            param.schema() == null ? ToolJson.MAPPER.createObjectNode() : param.schema(),
                            param.value() == null ? ToolJson.MAPPER.nullNode() : param.value(),
                            Optional.ofNullable(param.description()))));
        }
        return new DagProfile(
                dagId,
                Optional.ofNullable(description),
                Optional.ofNullable(docMd),
                Optional.ofNullable(timetableSummary),
                isPaused,
                catchup,
                owners == null ? List.of() : owners,
                tags == null ? List.of() : tags.stream().map(WireDag.Tag::name).toList(),
                Optional.ofNullable(nextDagrunRunAfter),
                Optional.ofNullable(maxActiveRuns),
                hasImportErrors,
                Optional.ofNullable(latestDagVersion).map(WireRunRecord.Version::versionNumber),
                known);
    }
}
