package io.qubinode.mcp.security.wiring;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.quarkus.arc.DefaultBean;
import io.qubinode.mcp.security.audit.AuditFile;
import io.qubinode.mcp.security.audit.AuditTrail;
import io.qubinode.mcp.security.config.AuditSettings;
import io.qubinode.mcp.security.config.AuthMethods;
import io.qubinode.mcp.security.config.McpConfig;
import io.qubinode.mcp.security.core.ServiceIdentity;
import io.qubinode.mcp.security.identity.Authenticators;
import io.qubinode.mcp.security.permission.ConfirmationRule;
import io.qubinode.mcp.security.ratelimit.AttemptLimiter;
import io.qubinode.mcp.security.ratelimit.Buckets;
import io.qubinode.mcp.security.ratelimit.ClientLimiter;
import io.qubinode.mcp.security.ratelimit.ConcurrentCalls;
import io.qubinode.mcp.security.ratelimit.Limits;
import io.qubinode.mcp.security.ratelimit.LocalBuckets;
import io.qubinode.mcp.security.ratelimit.RateLimiter;
import io.qubinode.mcp.security.ratelimit.SharedBuckets;
import io.qubinode.mcp.security.redis.RedisUrl;
import io.qubinode.mcp.security.secret.SecretMask;
import io.qubinode.mcp.security.store.ExpiringFiles;
import io.qubinode.mcp.security.store.ExpiringStore;
import io.qubinode.mcp.security.store.SharedState;
import io.qubinode.mcp.security.store.Stores;
import io.qubinode.mcp.security.tls.TlsSettings;
import io.qubinode.mcp.security.watch.AuditExport;
import io.qubinode.mcp.security.watch.LimitMeters;
import io.qubinode.mcp.security.watch.MeteredTrail;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.Config;

@Singleton
final class SecurityBeans {

    @Produces
    @Singleton
    RateLimiter limiter(McpConfig config, Buckets buckets) {
        return new ClientLimiter(
                new Limits(
                        config.rateLimit().requestsPerMinute(),
                        config.rateLimit().tools()),
                buckets);
    }

    @Produces
    @Singleton
    Buckets buckets(McpConfig config, ServiceIdentity service, MeterRegistry meters) {
        Optional<RedisUrl> redis = redis(config);
        if (redis.isEmpty()) {
            return new LocalBuckets();
        }
        var shared = new SharedBuckets(redis.get(), service.name(), authorities(config));
        LimitMeters.watch(shared, meters);
        return shared;
    }

    void close(@Disposes Buckets buckets) {
        if (buckets instanceof SharedBuckets shared) {
            shared.close();
        }
    }

    /** Of a service that says nothing else. */
    @Produces
    @Singleton
    @DefaultBean
    ConfirmationRule confirmation() {
        return tool -> false;
    }

    @Produces
    @Singleton
    AttemptLimiter attempts(McpConfig config) {
        return new AttemptLimiter(config.rateLimit().unauthenticatedPerMinute());
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

    /** In Redis, where there are replicas; else beside the audit trail, for both must outlive the process. */
    @Produces
    @Singleton
    Stores stores(McpConfig config, ServiceIdentity service) {
        Optional<RedisUrl> redis = redis(config);
        if (redis.isPresent()) {
            return new SharedState(redis.get(), service.name(), authorities(config), SharedState.LEASE).stores();
        }
        Path trail = AuditSettings.file(config.audit(), service.name());
        Function<String, ExpiringStore> beside =
                what -> new ExpiringFiles(trail.resolveSibling(service.name() + what), Clock.systemUTC());
        return Stores.ofOne(beside.apply(".calls"), beside.apply(".tasks"));
    }

    void close(@Disposes Stores stores) {
        if (stores.replicas() instanceof SharedState shared) {
            shared.close();
        }
    }

    private static Optional<RedisUrl> redis(McpConfig config) {
        return config.rateLimit().redisUrl().filter(url -> config.enabled());
    }

    private static Optional<Path> authorities(McpConfig config) {
        return config.rateLimit().redisCaFile().map(Path::of);
    }

    @Produces
    @Singleton
    AuditTrail trail(AuditFile file, MeterRegistry meters) {
        return new MeteredTrail(file, meters);
    }

    @Produces
    @Singleton
    SecretMask secretMask(McpConfig config, Config all) {
        List<String> own = StreamSupport.stream(all.getPropertyNames().spliterator(), false)
                .filter(name -> (SecretMask.isSecret(name) || name.endsWith("url")) && !name.startsWith("quarkus."))
                .flatMap(name -> all.getOptionalValue(name, String.class).stream()
                        .flatMap(value -> SecretMask.isSecret(name) ? Stream.of(value) : passwords(value)))
                .toList();
        return new SecretMask(own, config.audit().hmacKey());
    }

    private static Stream<String> passwords(String address) {
        return SecretMask.secretsIn(address).stream();
    }

    void close(@Disposes AuditFile file) throws IOException {
        file.close();
    }

    @Produces
    @Singleton
    TlsSettings tls(McpConfig config) {
        return config.tls();
    }

    @Produces
    @Singleton
    Authenticators authenticators(McpConfig config) {
        return config.enabled() ? AuthMethods.authenticators(config.auth()) : new Authenticators(List.of());
    }
}
