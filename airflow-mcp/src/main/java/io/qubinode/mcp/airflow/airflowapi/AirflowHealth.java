package io.qubinode.mcp.airflow.airflowapi;

import io.qubinode.mcp.security.gate.ToolException;
import io.qubinode.mcp.security.health.ComponentHealth;
import io.qubinode.mcp.security.health.HealthProbe;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Whether Airflow answers, and knows us. */
@Singleton
final class AirflowHealth implements HealthProbe {

    private final Airflow airflow;

    @Inject
    AirflowHealth(Airflow airflow) {
        this.airflow = airflow;
    }

    @Override
    public String name() {
        return "airflow";
    }

    @Override
    public ComponentHealth check() {
        try {
            return ComponentHealth.up(airflow.version());
        } catch (ToolException e) {
            return ComponentHealth.down(e.error().message());
        }
    }
}
