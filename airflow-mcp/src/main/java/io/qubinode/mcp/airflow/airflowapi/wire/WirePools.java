package io.qubinode.mcp.airflow.airflowapi.wire;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.qubinode.mcp.airflow.airflowapi.Page;
import io.qubinode.mcp.airflow.airflowapi.Pool;
import java.util.List;
import java.util.Optional;

/** As on the wire. */
@JsonNaming(SnakeCaseStrategy.class)
public record WirePools(List<Slots> pools, int totalEntries) {

    public WirePools {
        requireNonNull(pools);
    }

    /** As on the wire. */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Slots(
            String name, int slots, int runningSlots, int queuedSlots, Double openSlots, String description) {

        private Pool toPool() {
            return new Pool(
                    name,
                    slots,
                    runningSlots,
                    queuedSlots,
                    openSlots == null ? -1 : openSlots.intValue(),
                    Optional.ofNullable(description));
        }
    }

    /** In our words. */
    public Page<Pool> toPage() {
        return new Page<>(pools.stream().map(Slots::toPool).toList(), totalEntries);
    }
}
