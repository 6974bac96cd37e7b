package io.qubinode.mcp.airflow;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.qubinode.mcp.airflow.config.AirflowConfig;
import io.qubinode.mcp.endpoints.http.PlatformChecks;
import io.qubinode.mcp.security.config.StartupChecks;

/** Starts the service, when its settings are right. */
@QuarkusMain
public final class AirflowMcp {

    private AirflowMcp() {}

    public static void main(String... arguments) {
        StartupChecks.orExit(AirflowConfig.class, AirflowConfig::mcp, arguments);
        PlatformChecks.leaveToTheFilters();
        Quarkus.run(arguments);
    }
}
