package io.qubinode.mcp.security.health;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.config.McpConfig;
import io.qubinode.mcp.security.config.ServiceIdentity;
import io.qubinode.mcp.security.door.Visit;
import io.qubinode.mcp.security.tool.ToolJson;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** {@code GET /health}: the status for everybody; the parts for a caller with a credential. Always 200 while the process serves. */
@Path("/health")
public class HealthDoor {

    private final ServiceIdentity service;
    private final McpConfig config;
    private final List<HealthProbe> probes;
    private final String version;

    @Inject
    HealthDoor(
            ServiceIdentity service,
            McpConfig config,
            Instance<HealthProbe> probes,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.service = service;
        this.config = config;
        this.probes = probes.stream().toList();
        this.version = version;
    }

    /** {@code status}: {@code up}, {@code degraded} (a part is down; known with a credential only) or {@code disabled}. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    public String health(RoutingContext request) {
        ObjectNode answer = ToolJson.MAPPER.createObjectNode().put("status", config.enabled() ? "up" : "disabled");
        if (Visit.caller(request).isEmpty() || !config.enabled()) {
            return answer.toString();
        }
        Map<String, ComponentHealth> parts = checkAll();
        if (parts.values().stream().anyMatch(part -> part.state() == ComponentHealth.State.DOWN)) {
            answer.put("status", "degraded");
        }
        answer.put("service", service.name()).put("version", version);
        answer.set("components", ToolJson.MAPPER.valueToTree(parts));
        return answer.toString();
    }

    private Map<String, ComponentHealth> checkAll() {
        Map<String, Future<ComponentHealth>> running = new TreeMap<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            probes.forEach(probe -> running.put(probe.name(), threads.submit(probe::check)));
        }
        Map<String, ComponentHealth> parts = new TreeMap<>();
        running.forEach((name, result) -> parts.put(name, result.resultNow()));
        return parts;
    }
}
