package io.qubinode.mcp.security.watch;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.qubinode.mcp.security.ratelimit.SharedBuckets;

/** Whether replicas count calls together, in numbers. */
public final class LimitMeters {

    private LimitMeters() {}

    public static void watch(SharedBuckets buckets, MeterRegistry meters) {
        Gauge.builder("mcp.limits.shared", buckets, shared -> shared.isShared() ? 1 : 0)
                .description("1 while limits are shared by replicas in Redis, 0 while this replica counts for itself")
                .register(meters);
        FunctionCounter.builder("mcp.limits.alone", buckets, SharedBuckets::countedAlone)
                .description("Questions for a limit that Redis should have answered and this replica did")
                .register(meters);
    }
}
