package io.qubinode.mcp.airflow.airflowapi.wire;

import io.qubinode.mcp.airflow.airflowapi.BackfillPlan;
import java.time.Instant;
import java.util.Locale;

public record WireBackfill(int id) {

    @OnTheWire
    public record Plan(String dagId, String fromDate, String toDate, String reprocessBehavior, int maxActiveRuns) {

        public static Plan of(BackfillPlan plan) {
            return new Plan(
                    plan.dagId(),
                    plan.from().toString(),
                    plan.to().toString(),
                    plan.again().name().toLowerCase(Locale.ROOT),
                    plan.maxActiveRuns());
        }
    }

    @OnTheWire
    public record Run(Instant logicalDate) {}
}
