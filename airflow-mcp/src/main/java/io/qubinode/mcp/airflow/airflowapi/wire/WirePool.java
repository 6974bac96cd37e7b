package io.qubinode.mcp.airflow.airflowapi.wire;

import io.qubinode.mcp.airflow.airflowapi.Pool;
import java.util.Optional;

/** A pool. One without a bound has infinitely many open slots. */
@OnTheWire
public record WirePool(
        String name, int slots, int runningSlots, int queuedSlots, Double openSlots, String description) {

    public Pool toPool() {
        return new Pool(
                name,
                slots,
                runningSlots,
                queuedSlots,
                openSlots == null ? -1 : openSlots.intValue(),
                Optional.ofNullable(description));
    }
}
