package io.qubinode.mcp.airflow.airflowapi.wire;

import io.qubinode.mcp.airflow.airflowapi.BackfillPlan;
import java.time.Instant;
import java.util.Locale;

/** A backfill that was made. */
public record WireBackfill(int id) {

    /** A backfill to be made. */
    @OnTheWire
    public record Plan(String dagId, String fromDate, String toDate, String reprocessBehavior, int maxActiveRuns) {

        /** Of our words. */
        public static Plan of(BackfillPlan plan) {
            return new Plan(
                    plan.dagId(),
                    plan.from().toString(),
                    plan.to().toString(),
                    plan.again().name().toLowerCase(Locale.ROOT),
                    plan.maxActiveRuns());
        }
    }

    /** A run that it would make. */
    @OnTheWire
    public record Run(Instant logicalDate) {}
}
