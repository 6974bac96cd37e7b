package io.qubinode.mcp.airflow.airflowapi.wire;

import com.fasterxml.jackson.annotation.JsonAlias;
import io.qubinode.mcp.airflow.airflowapi.Asset;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** An asset; in Airflow 2 a dataset, which has no name but its URI. */
@OnTheWire
public record WireAsset(
        String name,
        String uri,
        @JsonAlias("consuming_dags") List<Use> scheduledDags,
        List<Use> producingTasks,
        Event lastAssetEvent) {

    public WireAsset {
        name = name == null ? uri : name;
        scheduledDags = scheduledDags == null ? List.of() : scheduledDags;
        producingTasks = producingTasks == null ? List.of() : producingTasks;
    }

    @OnTheWire
    record Use(String dagId, String taskId) {}

    record Event(Instant timestamp) {}

    public Asset toAsset() {
        return new Asset(
                name,
                uri,
                producingTasks.stream()
                        .map(use -> use.dagId() + "." + use.taskId())
                        .toList(),
                scheduledDags.stream().map(Use::dagId).toList(),
                Optional.ofNullable(lastAssetEvent).map(Event::timestamp));
    }
}
