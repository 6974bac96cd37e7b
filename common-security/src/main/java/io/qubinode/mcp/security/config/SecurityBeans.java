package io.qubinode.mcp.security.config;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.qubinode.mcp.security.audit.AuditFile;
import io.qubinode.mcp.security.audit.AuditTrail;
import io.qubinode.mcp.security.audit.SecretMask;
import io.qubinode.mcp.security.identity.Authenticators;
import io.qubinode.mcp.security.ratelimit.ConcurrentCalls;
import io.qubinode.mcp.security.ratelimit.Limits;
import io.qubinode.mcp.security.ratelimit.LocalRateLimiter;
import io.qubinode.mcp.security.ratelimit.RateLimiter;
import io.qubinode.mcp.security.watch.AuditExport;
import io.qubinode.mcp.security.watch.WatchedTrail;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.Config;

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
    @Typed(AuditFile.class)
    AuditFile auditFile(McpConfig config, ServiceIdentity service, OpenTelemetry telemetry) throws IOException {
        return AuditSettings.open(config.audit(), service.name(), new AuditExport(telemetry));
    }

    @Produces
    @Singleton
    AuditTrail trail(AuditFile file, MeterRegistry meters) {
        return new WatchedTrail(file, meters);
    }

    @Produces
    @Singleton
    SecretMask secretMask(McpConfig config, Config all) {
        List<String> own = StreamSupport.stream(all.getPropertyNames().spliterator(), false)
                .filter(name -> SecretMask.isSecret(name) && !name.startsWith("quarkus."))
                .flatMap(name -> all.getOptionalValue(name, String.class).stream())
                .toList();
        return new SecretMask(own, config.audit().hmacKey());
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
