package io.qubinode.mcp.security.watch;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.qubinode.mcp.security.audit.AuditFile;
import io.qubinode.mcp.security.audit.AuditRecord;
import io.qubinode.mcp.security.audit.AuditTrail;
import io.qubinode.mcp.security.door.RequestRecords;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;

/** The audit trail with everything that goes into it counted: what is measured is what is written down. */
public final class WatchedTrail implements AuditTrail {

    private static final String NONE = "none";

    private final AuditFile file;
    private final MeterRegistry meters;
    private final Counter lost;

    public WatchedTrail(AuditFile file, MeterRegistry meters) {
        this.file = file;
        this.meters = meters;
        lost = Counter.builder("mcp.audit.lost")
                .description("Records that could not be written")
                .register(meters);
        Gauge.builder("mcp.audit.records", file, AuditFile::sequence)
                .description("The number of the last record")
                .register(meters);
        Gauge.builder("mcp.audit.waiting", file, AuditFile::waiting)
                .description("Calls that wait for the disk")
                .register(meters);
        Gauge.builder("mcp.audit.head", file, AuditFile::headSequence)
                .description("The number of the record that was published last as the head")
                .register(meters);
    }

    @Override
    public void append(AuditRecord event, boolean durable) throws IOException {
        if (event.event() == AuditRecord.Event.ENDED) {
            count(event);
        }
        RequestRecords.markRecorded();
        try {
            file.append(event, durable);
        } catch (IOException e) {
            lost.increment();
            throw e;
        }
    }

    /** A name that is no tool's is the caller's invention and would be a new time series each time. */
    private void count(AuditRecord event) {
        Timer.builder("mcp.calls")
                .description("Requests by what they wanted and how they ended")
                .tag("tool", event.permission() == null ? NONE : event.tool())
                .tag("client", Objects.requireNonNullElse(event.client(), NONE))
                .tag("door", event.door())
                .tag("outcome", event.outcome().name().toLowerCase(Locale.ROOT))
                .serviceLevelObjectives(
                        Duration.ofMillis(5),
                        Duration.ofMillis(25),
                        Duration.ofMillis(100),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(60))
                .register(meters)
                .record(Duration.ofMillis(event.durationMs()));
    }
}
