package io.qubinode.mcp.airflow.airflowapi.wire;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.qubinode.mcp.airflow.airflowapi.BackfillPlan;
import java.util.Locale;

/** As on the wire. */
@JsonNaming(SnakeCaseStrategy.class)
public record WireBackfillPlan(
        String dagId, String fromDate, String toDate, String reprocessBehavior, int maxActiveRuns) {

    /** Of our words. */
    public static WireBackfillPlan of(BackfillPlan plan) {
        return new WireBackfillPlan(
                plan.dagId(),
                plan.from().toString(),
                plan.to().toString(),
                plan.again().name().toLowerCase(Locale.ROOT),
                plan.maxActiveRuns());
    }
}
