package io.qubinode.mcp.airflow.airflowapi.wire.v1;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.qubinode.mcp.airflow.airflowapi.Dag;
import io.qubinode.mcp.airflow.airflowapi.DagParam;
import io.qubinode.mcp.airflow.airflowapi.DagProfile;
import io.qubinode.mcp.airflow.airflowapi.wire.WireDag;
import io.qubinode.mcp.airflow.airflowapi.wire.WireProfile;
import io.qubinode.mcp.security.core.ToolJson;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** As on the wire. */
@JsonNaming(SnakeCaseStrategy.class)
public record WireV1Profile(
        String dagId,
        String description,
        String docMd,
        JsonNode scheduleInterval,
        String timetableDescription,
        boolean isPaused,
        boolean catchup,
        List<String> owners,
        List<WireDag.Tag> tags,
        Instant nextDagrunCreateAfter,
        Integer maxActiveRuns,
        boolean hasImportErrors,
        String fileToken,
        LinkedHashMap<String, WireProfile.Param> params) {

    public WireV1Profile {
        requireNonNull(dagId);
        requireNonNull(fileToken);
    }

    /** In our words. */
    public DagProfile toDagProfile() {
        Dag dag = new WireV1Dag(
                        dagId,
                        description,
                        scheduleInterval,
                        timetableDescription,
                        isPaused,
                        tags,
                        owners,
                        nextDagrunCreateAfter,
                        hasImportErrors)
                .toDag(Optional.empty());
        return new DagProfile(
                dagId,
                dag.description(),
                Optional.ofNullable(docMd),
                dag.schedule(),
                isPaused,
                catchup,
                dag.owners(),
                dag.tags(),
                dag.nextRun(),
                Optional.ofNullable(maxActiveRuns),
                hasImportErrors,
                Optional.empty(),
                known());
    }

    private Map<String, DagParam> known() {
        var known = new LinkedHashMap<String, DagParam>();
        if (params != null) {
            params.forEach((name, param) -> known.put(
                    name,
                    new DagParam(
                            param.schema() == null ? ToolJson.MAPPER.createObjectNode() : param.schema(),
                            param.value() == null ? ToolJson.MAPPER.nullNode() : param.value(),
                            Optional.ofNullable(param.description()))));
        }
        return known;
    }
}
