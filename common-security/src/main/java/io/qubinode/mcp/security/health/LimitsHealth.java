package io.qubinode.mcp.security.health;

import io.qubinode.mcp.security.health.ComponentHealth.State;
import io.qubinode.mcp.security.ratelimit.Buckets;
import io.qubinode.mcp.security.ratelimit.SharedBuckets;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Whether replicas count calls together, where they should. */
@Singleton
final class LimitsHealth implements HealthProbes {

    private final Buckets buckets;

    @Inject
    LimitsHealth(Buckets buckets) {
        this.buckets = buckets;
    }

    @Override
    public List<HealthProbe> probes() {
        return buckets instanceof SharedBuckets shared ? List.of(new Probe(shared)) : List.of();
    }

    private record Probe(SharedBuckets buckets) implements HealthProbe {

        @Override
        public String name() {
            return "rate_limit";
        }

        @Override
        public ComponentHealth check() {
            return buckets.isShared()
                    ? new ComponentHealth(State.UP, Optional.empty(), Optional.empty())
                    : ComponentHealth.down("Redis cannot be used: each replica counts calls for itself until it can.");
        }
    }
}
