package io.qubinode.mcp.airflow.airflowapi.wire.v1;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.qubinode.mcp.airflow.airflowapi.Asset;
import io.qubinode.mcp.airflow.airflowapi.Page;
import java.util.List;
import java.util.Optional;

/** As on the wire. */
@JsonNaming(SnakeCaseStrategy.class)
public record WireV1Datasets(List<Dataset> datasets, int totalEntries) {

    public WireV1Datasets {
        requireNonNull(datasets);
    }

    /** As on the wire: a dataset has no name but its URI. */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Dataset(String uri, List<Use> consumingDags, List<Use> producingTasks) {

        private Asset toAsset() {
            return new Asset(
                    uri,
                    uri,
                    producingTasks == null
                            ? List.of()
                            : producingTasks.stream()
                                    .map(use -> use.dagId() + "." + use.taskId())
                                    .toList(),
                    consumingDags == null
                            ? List.of()
                            : consumingDags.stream().map(Use::dagId).toList(),
                    Optional.empty());
        }
    }

    /** As on the wire. */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Use(String dagId, String taskId) {}

    /** In our words. */
    public Page<Asset> toPage() {
        return new Page<>(datasets.stream().map(Dataset::toAsset).toList(), totalEntries);
    }
}
