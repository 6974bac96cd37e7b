package io.qubinode.mcp.airflow.airflowapi.wire;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.qubinode.mcp.airflow.airflowapi.DagDetails;
import java.util.Map;
import java.util.stream.Collectors;

/** As on the wire. */
@JsonNaming(SnakeCaseStrategy.class)
public record WireDagDetails(String dagId, boolean isPaused, Map<String, Param> params) {

    public WireDagDetails {
        requireNonNull(dagId);
    }

    /** As on the wire. */
    public record Param(JsonNode schema, JsonNode value) {}

    /** In our words. */
    public DagDetails toDagDetails() {
        Map<String, Param> known = params == null ? Map.of() : params;
        return new DagDetails(
                dagId,
                isPaused,
                known.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey,
                                entry -> new DagDetails.Param(
                                        entry.getValue().schema(),
                                        entry.getValue().value()))));
    }
}
