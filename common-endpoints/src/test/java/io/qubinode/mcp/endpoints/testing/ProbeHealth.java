package io.qubinode.mcp.endpoints.testing;

import io.qubinode.mcp.security.health.ComponentHealth;
import io.qubinode.mcp.security.health.HealthProbe;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** One part that is up, one that is down, and one with a bug. */
@Singleton
public class ProbeHealth {

    private record Part(String name, ComponentHealth check) implements HealthProbe {}

    @Produces
    @Singleton
    HealthProbe good() {
        return new Part("good", ComponentHealth.up("1"));
    }

    @Produces
    @Singleton
    HealthProbe bad() {
        return new Part("bad", ComponentHealth.down("It is down."));
    }

    @Produces
    @Singleton
    HealthProbe broken() {
        return new HealthProbe() {
            @Override
            public String name() {
                return "broken";
            }

            @Override
            public ComponentHealth check() {
                throw new IllegalStateException("secret detail");
            }
        };
    }
}
