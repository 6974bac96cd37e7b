package io.qubinode.mcp.airflow.airflowapi.wire;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.qubinode.mcp.airflow.airflowapi.Asset;
import io.qubinode.mcp.airflow.airflowapi.Page;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** As on the wire. */
@JsonNaming(SnakeCaseStrategy.class)
public record WireAssets(List<Made> assets, int totalEntries) {

    public WireAssets {
        requireNonNull(assets);
    }

    /** As on the wire. */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Made(
            String name, String uri, List<Use> scheduledDags, List<Use> producingTasks, Event lastAssetEvent) {

        private Asset toAsset() {
            return new Asset(
                    name,
                    uri,
                    producingTasks == null
                            ? List.of()
                            : producingTasks.stream()
                                    .map(use -> use.dagId() + "." + use.taskId())
                                    .toList(),
                    scheduledDags == null
                            ? List.of()
                            : scheduledDags.stream().map(Use::dagId).toList(),
                    Optional.ofNullable(lastAssetEvent).map(Event::timestamp));
        }
    }

    /** As on the wire. */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Use(String dagId, String taskId) {}

    /** As on the wire. */
    public record Event(Instant timestamp) {}

    /** In our words. */
    public Page<Asset> toPage() {
        return new Page<>(assets.stream().map(Made::toAsset).toList(), totalEntries);
    }
}
