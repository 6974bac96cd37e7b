package io.qubinode.mcp.security.config;

import io.qubinode.mcp.security.audit.AuditFile;
import io.qubinode.mcp.security.identity.Authenticators;
import io.qubinode.mcp.security.ratelimit.ConcurrentCalls;
import io.qubinode.mcp.security.ratelimit.Limits;
import io.qubinode.mcp.security.ratelimit.LocalRateLimiter;
import io.qubinode.mcp.security.ratelimit.RateLimiter;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Makes the parts of the gate from the settings. */
@Singleton
final class SecurityBeans {

    @Produces
    @Singleton
    RateLimiter limiter(McpConfig config) {
        return new LocalRateLimiter(new Limits(
                config.rateLimit().requestsPerMinute(), config.rateLimit().tools()));
    }

    @Produces
    @Singleton
    ConcurrentCalls concurrentCalls(McpConfig config) {
        return new ConcurrentCalls(config.rateLimit().concurrentCallsPerTool());
    }

    @Produces
    @Singleton
    AuditFile auditFile(McpConfig config, ServiceIdentity service) throws IOException {
        String file = config.audit().file().orElse(".qubinode/audit/" + service.name() + ".jsonl");
        return new AuditFile(Path.of(file));
    }

    void close(@Disposes AuditFile file) throws IOException {
        file.close();
    }

    @Produces
    @Singleton
    Authenticators authenticators(McpConfig config) {
        return config.enabled() ? AuthMethods.authenticators(config.auth()) : new Authenticators(List.of());
    }
}
