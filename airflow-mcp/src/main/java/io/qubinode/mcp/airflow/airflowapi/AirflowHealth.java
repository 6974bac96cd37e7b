package io.qubinode.mcp.airflow.airflowapi;

import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.health.ComponentHealth;
import io.qubinode.mcp.security.health.HealthProbe;
import io.qubinode.mcp.security.health.HealthProbes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;

/** Whether each Airflow answers, and knows us. */
@Singleton
final class AirflowHealth implements HealthProbes {

    private final AirflowInstances airflows;

    @Inject
    AirflowHealth(AirflowInstances airflows) {
        this.airflows = airflows;
    }

    @Override
    public List<HealthProbe> probes() {
        return airflows.all().stream().<HealthProbe>map(Probe::new).toList();
    }

    private record Probe(AirflowInstance instance) implements HealthProbe {

        @Override
        public String name() {
            return instance.name().equals(InstanceName.DEFAULT) ? "airflow" : "airflow." + instance.name();
        }

        @Override
        public ComponentHealth check() {
            try {
                return ComponentHealth.up(instance.airflow().version());
            } catch (ToolException e) {
                return ComponentHealth.down(e.error().message());
            }
        }
    }
}
