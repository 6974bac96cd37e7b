package io.qubinode.mcp.assistant;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.qubinode.mcp.assistant.config.AssistantConfig;
import io.qubinode.mcp.endpoints.http.PlatformChecks;
import io.qubinode.mcp.security.config.StartupChecks;

/** Starts the service, when its settings are right. */
@QuarkusMain
public final class AssistantMcp {

    private AssistantMcp() {}

    public static void main(String... arguments) {
        StartupChecks.orExit(AssistantConfig.class, AssistantConfig::mcp, arguments);
        PlatformChecks.leaveToTheFilters();
        Quarkus.run(arguments);
    }
}
