package io.qubinode.mcp.security.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.audit.AuditTrail;
import io.qubinode.mcp.security.catalogue.Catalogue;
import io.qubinode.mcp.security.catalogue.ToolAnswer;
import io.qubinode.mcp.security.core.Caller;
import io.qubinode.mcp.security.core.Permission;
import io.qubinode.mcp.security.core.ServiceIdentity;
import io.qubinode.mcp.security.operation.Confirmed;
import io.qubinode.mcp.security.operation.Endpoint;
import io.qubinode.mcp.security.operation.Idempotent;
import io.qubinode.mcp.security.operation.Operation;
import io.qubinode.mcp.security.operation.Origin;
import io.qubinode.mcp.security.operation.Peer;
import io.qubinode.mcp.security.operation.Pipeline;
import io.qubinode.mcp.security.operation.Result;
import io.qubinode.mcp.security.operation.Target;
import io.qubinode.mcp.security.permission.ConfirmationRule;
import io.qubinode.mcp.security.permission.ToolPermissions;
import io.qubinode.mcp.security.ratelimit.ClientLimiter;
import io.qubinode.mcp.security.ratelimit.ConcurrentCalls;
import io.qubinode.mcp.security.ratelimit.Limits;
import io.qubinode.mcp.security.ratelimit.LocalBuckets;
import io.qubinode.mcp.security.secret.SecretMask;
import io.qubinode.mcp.security.store.Stores;
import io.qubinode.mcp.security.tool.ArgumentBinder;
import io.qubinode.mcp.security.tool.Tool;
import io.qubinode.mcp.security.tool.ToolCatalogue;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** Calls of tools through a pipeline without a server. */
public final class Calls {

    private static final ServiceIdentity SERVICE = new ServiceIdentity("probe-mcp", "probe", "PROBE_MCP_ENABLED");

    private final Pipeline pipeline;
    private final Catalogue catalogue;

    /** Calls without idempotency keys. */
    public Calls(
            Collection<Tool<?, ?>> tools,
            AuditTrail trail,
            ConcurrentCalls running,
            ConfirmationRule confirmation,
            SecretMask mask) {
        this(tools, trail, running, confirmation, mask, Stores.ofOne(null, null));
    }

    public Calls(
            Collection<Tool<?, ?>> tools,
            AuditTrail trail,
            ConcurrentCalls running,
            ConfirmationRule confirmation,
            SecretMask mask,
            Stores stores) {
        var all = new ToolCatalogue(tools);
        // There are tools only.
        catalogue = new Catalogue(all, new ToolPermissions(all, tool -> true), new ArgumentBinder(), null, null, null);
        pipeline = new Pipeline(
                SERVICE,
                new ClientLimiter(new Limits(Integer.MAX_VALUE / 10, Map.of()), new LocalBuckets()),
                running,
                new Idempotent(stores),
                new Confirmed(SERVICE, confirmation, mask, Duration.ofMinutes(1)),
                trail,
                mask);
    }

    public Pipeline pipeline() {
        return pipeline;
    }

    public Target<ToolAnswer> tool(String name) {
        return catalogue.tool(name);
    }

    public Result<ToolAnswer> call(Operation operation) {
        return pipeline.run(operation, catalogue.tool(operation.name()));
    }

    public Result<ToolAnswer> call(String tool, Permission role, ObjectNode arguments) {
        return call(operation(tool, new Caller("alice", "api_key", role), arguments, Peer.waiting(() -> false)));
    }

    /** Something else than a call of a tool of the catalogue. */
    public Result<ToolAnswer> run(Target<ToolAnswer> target) {
        var caller = new Caller("alice", "api_key", Permission.READ);
        return pipeline.run(operation("broken", caller, null, Peer.waiting(() -> false)), target);
    }

    public static Operation operation(String tool, Caller caller, ObjectNode arguments, Peer peer) {
        return Operation.call(
                tool,
                Optional.ofNullable(arguments),
                new Origin(Endpoint.REST, caller, "127.0.0.1", Optional.empty()),
                peer);
    }
}
