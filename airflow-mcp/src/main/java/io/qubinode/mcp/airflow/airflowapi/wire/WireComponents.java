package io.qubinode.mcp.airflow.airflowapi.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.qubinode.mcp.airflow.airflowapi.ComponentState;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/** As on the wire: each part has its status and a heartbeat of a name of its own. */
@OnTheWire
public record WireComponents(JsonNode metadatabase, JsonNode scheduler, JsonNode triggerer, JsonNode dagProcessor) {

    public List<ComponentState> toComponentStates() {
        return List.of(
                state("metadatabase", metadatabase),
                state("scheduler", scheduler),
                state("triggerer", triggerer),
                state("dag_processor", dagProcessor));
    }

    private static ComponentState state(String name, JsonNode part) {
        if (part == null) {
            return new ComponentState(name, Optional.empty(), Optional.empty());
        }
        JsonNode heartbeat = part.path("latest_" + name + "_heartbeat");
        return new ComponentState(
                name,
                Optional.ofNullable(part.path("status").textValue()),
                heartbeat.isTextual()
                        ? Optional.of(
                                OffsetDateTime.parse(heartbeat.textValue()).toInstant())
                        : Optional.empty());
    }
}
