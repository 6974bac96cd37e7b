package io.qubinode.mcp.security.gate;

import io.qubinode.mcp.security.audit.AuditRecord.Outcome;
import io.qubinode.mcp.security.audit.AuditTrail;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ServiceIdentity;
import io.qubinode.mcp.security.core.ToolError;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.ratelimit.Allowance;
import io.qubinode.mcp.security.ratelimit.RateLimiter;
import io.qubinode.mcp.security.resource.ResourceCatalogue;
import io.qubinode.mcp.security.resource.ResourceProvider;
import io.qubinode.mcp.security.secret.SecretMask;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The one way to a resource: limit, permission, reading, audit, as for a tool. Safe to use from any thread that may block.
 */
@Singleton
public final class ResourceGate {

    /** What stands in place of a tool's name; no tool can be named so. */
    public static final String METHOD = "resources/read";

    private static final Logger LOG = Logger.getLogger(ResourceGate.class);

    private final ServiceIdentity service;
    private final ResourceCatalogue resources;
    private final RateLimiter limiter;
    private final AuditTrail trail;
    private final SecretMask mask;

    @Inject
    ResourceGate(
            ServiceIdentity service,
            ResourceCatalogue resources,
            RateLimiter limiter,
            AuditTrail trail,
            SecretMask mask) {
        this.service = service;
        this.resources = resources;
        this.limiter = limiter;
        this.trail = trail;
        this.mask = mask;
    }

    /**
     * Reads a resource, or says why not. Never throws.
     *
     * @param call {@link #METHOD} with the argument {@code uri}
     */
    public ResourceOutcome read(ToolCall call, String uri) {
        Optional<ResourceProvider> provider = resources.of(uri);
        var audit = new CallAudit(trail, mask, service.name(), call, provider.flatMap(resources::tool));
        if (limiter.take(call.caller(), METHOD) instanceof Allowance.Wait wait) {
            return refused(audit, Outcome.THROTTLED, ToolGate.throttled(wait.time()));
        }
        if (provider.isEmpty() || !resources.allows(call.caller(), provider.get())) {
            Outcome outcome = provider.isPresent() ? Outcome.DENIED : Outcome.INVALID;
            return refused(
                    audit,
                    outcome,
                    new ToolError(ErrorCode.NOT_FOUND, "There is no such resource.", "resources/list names them."));
        }
        try {
            var text = provider.get().read(uri);
            audit.ended(Outcome.OK, Optional.empty());
            return new ResourceOutcome.Read(text);
        } catch (ToolException e) {
            return refused(audit, Outcome.ERROR, e.error());
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            LOG.errorf(e, "Reading %s failed in call %s", uri, call.requestId());
            return refused(audit, Outcome.ERROR, ToolGate.internal(call));
        }
    }

    private static ResourceOutcome refused(CallAudit audit, Outcome outcome, ToolError error) {
        audit.ended(outcome, Optional.of(error));
        return new ResourceOutcome.Refused(error);
    }
}
