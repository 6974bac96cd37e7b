package io.qubinode.mcp.endpoints.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.endpoints.http.Problem;
import io.qubinode.mcp.endpoints.http.RequestContext;
import io.qubinode.mcp.endpoints.http.RequestRecords;
import io.qubinode.mcp.security.catalogue.Overview;
import io.qubinode.mcp.security.config.McpConfig;
import io.qubinode.mcp.security.core.ServiceIdentity;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.health.ComponentHealth;
import io.qubinode.mcp.security.health.HealthProbe;
import io.qubinode.mcp.security.health.HealthProbes;
import io.qubinode.mcp.security.operation.Operation;
import io.qubinode.mcp.security.operation.Peer;
import io.qubinode.mcp.security.operation.Pipeline;
import io.qubinode.mcp.security.operation.Result;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** {@code GET /health}: the status for everybody; the parts for a caller with a credential. Always 200 while the process serves. */
@Path("/health")
public class HealthEndpoint {

    private static final Logger LOG = Logger.getLogger(HealthEndpoint.class);
    // Longer than what a probe may take itself, a libvirt that starts included.
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final Pipeline pipeline;
    private final ServiceIdentity service;
    private final McpConfig config;
    private final List<HealthProbe> probes;
    private final String version;

    @Inject
    HealthEndpoint(
            Pipeline pipeline,
            ServiceIdentity service,
            McpConfig config,
            Instance<HealthProbe> probes,
            Instance<HealthProbes> moreProbes,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.pipeline = pipeline;
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
    public Response health(RoutingContext request) {
        ObjectNode status = ToolJson.MAPPER.createObjectNode().put("status", config.enabled() ? "up" : "disabled");
        if (RequestContext.caller(request).isEmpty() || !config.enabled()) {
            return Response.ok(status.toString()).build();
        }
        RequestRecords.leaveToThePipeline(request);
        var operation = Operation.of(
                "GET /health",
                Optional.empty(),
                RequestContext.origin(request, Optional.empty()),
                Peer.waiting(() -> request.response().closed()));
        Result<ObjectNode> result = pipeline.run(operation, Overview.of(who -> details(status)));
        return result instanceof Result.Answer<ObjectNode>(ObjectNode details)
                ? Response.ok(details.toString()).build()
                : Problem.response(((Result.Failure<ObjectNode>) result).error(), operation.requestId());
    }

    private ObjectNode details(ObjectNode answer) {
        Map<String, ComponentHealth> parts = checkAll();
        if (parts.values().stream().anyMatch(part -> part.state() == ComponentHealth.State.DOWN)) {
            answer.put("status", "degraded");
        }
        answer.put("service", service.name()).put("version", version);
        answer.set("components", ToolJson.MAPPER.valueToTree(parts));
        return answer;
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
