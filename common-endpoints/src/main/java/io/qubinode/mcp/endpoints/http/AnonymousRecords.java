package io.qubinode.mcp.endpoints.http;

import io.quarkus.runtime.ShutdownEvent;
import io.qubinode.mcp.security.audit.AuditFile;
import io.qubinode.mcp.security.audit.AuditRecord;
import io.qubinode.mcp.security.audit.AuditRecord.Event;
import io.qubinode.mcp.security.audit.AuditRecord.Outcome;
import io.qubinode.mcp.security.audit.AuditTrail;
import io.qubinode.mcp.security.config.McpConfig;
import io.qubinode.mcp.security.core.ServiceIdentity;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.operation.Endpoint;
import io.qubinode.mcp.security.ratelimit.Allowance;
import io.qubinode.mcp.security.ratelimit.BucketKey;
import io.qubinode.mcp.security.ratelimit.LocalBuckets;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Writes down the requests of callers without an identity. All of them together get 60 records per minute, or as many as one address has
 * attempts if that is more; the others are counted in one record per minute, and so are all while the disk has no more room than the changes of known
 * callers need. Safe to use from any thread.
 */
@Singleton
public final class AnonymousRecords {

    private static final Logger LOG = Logger.getLogger(AnonymousRecords.class);
    private static final int PER_MINUTE = 60;
    private static final Duration COUNTED_EVERY = Duration.ofMinutes(1);

    private final ServiceIdentity service;
    private final AuditTrail trail;
    private final AuditFile file;
    private final LocalBuckets buckets = new LocalBuckets();
    private final BucketKey all;
    private final Duration every;
    private final AtomicLong counted = new AtomicLong();

    @Inject
    AnonymousRecords(ServiceIdentity service, McpConfig config, AuditTrail trail, AuditFile file) {
        this(service, Math.max(PER_MINUTE, config.rateLimit().unauthenticatedPerMinute()), trail, file, COUNTED_EVERY);
    }

    AnonymousRecords(ServiceIdentity service, int perMinute, AuditTrail trail, AuditFile file, Duration every) {
        this.service = service;
        this.trail = trail;
        this.file = file;
        this.every = every;
        all = new BucketKey("", "anonymous", "", perMinute);
    }

    /** Whether the next request gets a record of its own; else it is counted. Does not wait for a disk. */
    boolean admitsOne() {
        if (buckets.take(all) instanceof Allowance.Granted) {
            return true;
        }
        count();
        return false;
    }

    /** Writes a record down that was admitted. May wait for the disk. */
    void write(AuditRecord record) {
        if (!file.hasRoomForStrangers()) {
            count();
            return;
        }
        append(record);
    }

    private void count() {
        if (counted.getAndIncrement() == 0) {
            CompletableFuture.delayedExecutor(every.toMillis(), TimeUnit.MILLISECONDS, Thread::startVirtualThread)
                    .execute(this::writeCount);
        }
    }

    void stop(@Observes ShutdownEvent stopping) {
        writeCount();
    }

    private void writeCount() {
        long requests = counted.getAndSet(0);
        if (requests > 0) {
            append(new AuditRecord(
                    Instant.now(),
                    Event.ENDED,
                    service.name(),
                    Endpoint.REST.key(),
                    null,
                    null,
                    null,
                    null,
                    UUID.randomUUID().toString(),
                    null,
                    null,
                    ToolJson.MAPPER.createObjectNode().put("requests", requests),
                    Outcome.THROTTLED,
                    null,
                    0L,
                    "requests without an identity"));
        }
    }

    private void append(AuditRecord record) {
        try {
            trail.append(record, false);
        } catch (IOException e) {
            LOG.error("A request without an identity could not be written to the audit trail", e);
        }
    }
}
