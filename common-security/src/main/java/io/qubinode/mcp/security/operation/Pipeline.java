package io.qubinode.mcp.security.operation;

import io.qubinode.mcp.security.audit.AuditTrail;
import io.qubinode.mcp.security.core.ServiceIdentity;
import io.qubinode.mcp.security.ratelimit.ConcurrentCalls;
import io.qubinode.mcp.security.ratelimit.RateLimiter;
import io.qubinode.mcp.security.secret.SecretMask;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * The one way of every operation: record of its end, limit, permission, arguments, repetition, confirmation, record of its start, work. Its caller is
 * proven before. Safe to use from any thread that may block.
 */
@Singleton
public final class Pipeline {

    private final List<Interceptor> interceptors;

    @Inject
    public Pipeline(
            ServiceIdentity service,
            RateLimiter limiter,
            ConcurrentCalls running,
            Idempotent idempotent,
            Confirmed confirmed,
            AuditTrail trail,
            SecretMask mask) {
        interceptors = List.of(
                new Traced(),
                new Recorded(service, trail, mask),
                new Limited(limiter),
                new Permitted(),
                new ConcurrencyLimited(running),
                new Bound(),
                idempotent,
                confirmed,
                new Started(),
                new Answered(mask));
    }

    public <T> Result<T> run(Operation operation, Target<T> target) {
        return new Step<>(interceptors, operation, target, null, null).next();
    }
}
