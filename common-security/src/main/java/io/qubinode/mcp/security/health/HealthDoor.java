package io.qubinode.mcp.security.health;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.config.McpConfig;
import io.qubinode.mcp.security.core.ServiceIdentity;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.door.Visit;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** {@code GET /health}: the status for everybody; the parts for a caller with a credential. Always 200 while the process serves. */
@Path("/health")
public class HealthDoor {

    private static final Logger LOG = Logger.getLogger(HealthDoor.class);
    // Longer than what a probe may take itself, a libvirt that starts included.
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final ServiceIdentity service;
    private final McpConfig config;
    private final List<HealthProbe> probes;
    private final String version;

    @Inject
    HealthDoor(
            ServiceIdentity service,
            McpConfig config,
            Instance<HealthProbe> probes,
            Instance<HealthProbes> moreProbes,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.service = service;
        this.config = config;
        this.probes = Stream.concat(probes.stream(), moreProbes.stream().flatMap(more -> more.probes().stream()))
                .toList();
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

    /** All at once; what does not answer in time, or breaks its promise not to throw, is down. */
    private Map<String, ComponentHealth> checkAll() {
        Map<String, CompletableFuture<ComponentHealth>> running = new TreeMap<>();
        probes.forEach(probe -> running.put(probe.name(), check(probe)));
        Map<String, ComponentHealth> parts = new TreeMap<>();
        running.forEach((name, result) -> parts.put(name, result.join()));
        return parts;
    }

    private static CompletableFuture<ComponentHealth> check(HealthProbe probe) {
        return CompletableFuture.supplyAsync(
                        probe::check, task -> Thread.ofVirtual().name("health").start(task))
                .completeOnTimeout(
                        ComponentHealth.down("It does not answer."), LONGEST.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(e -> {
                    LOG.errorf(e, "The probe of %s failed", probe.name());
                    return ComponentHealth.down("It cannot be looked at.");
                });
    }
}
