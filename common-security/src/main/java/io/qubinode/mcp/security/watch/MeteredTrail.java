package io.qubinode.mcp.security.watch;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.qubinode.mcp.security.audit.AuditFile;
import io.qubinode.mcp.security.audit.AuditRecord;
import io.qubinode.mcp.security.audit.AuditRecord.Outcome;
import io.qubinode.mcp.security.audit.AuditTrail;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;

/** The audit trail with everything that goes into it counted: what is measured is what is written down. */
public final class MeteredTrail implements AuditTrail {

    private static final String NONE = "none";
    private static final String OTHERS = "others";
    private static final int MOST_CLIENTS = 100;
    private static final Duration[] OBJECTIVES = {
        Duration.ofMillis(5),
        Duration.ofMillis(25),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(2),
        Duration.ofSeconds(10),
        Duration.ofSeconds(60)
    };

    /** What is counted together: one time series. */
    private record Calls(String tool, String client, String door, Outcome outcome) {

        /** A name that is not a tool's is the caller's invention and would be a new time series each time. */
        static Calls of(AuditRecord event, String client) {
            return new Calls(event.permission() == null ? NONE : event.tool(), client, event.door(), event.outcome());
        }

        Timer timer(MeterRegistry meters) {
            return Timer.builder("mcp.calls")
                    .description("Requests by what they wanted and how they ended")
                    .tag("tool", tool)
                    .tag("client", client)
                    .tag("door", door)
                    .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                    .serviceLevelObjectives(OBJECTIVES)
                    .register(meters);
        }
    }

    private final AuditFile file;
    private final MeterRegistry meters;
    private final Counter lost;
    // To look a timer up in the registry takes longer than to use it.
    private final ConcurrentMap<Calls, Timer> timers = new ConcurrentHashMap<>();
    // The first ones, which have series of their own.
    private final Set<String> clients = ConcurrentHashMap.newKeySet();

    public MeteredTrail(AuditFile file, MeterRegistry meters) {
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
        try {
            file.append(event, durable);
        } catch (IOException e) {
            lost.increment();
            throw e;
        }
    }

    private void count(AuditRecord event) {
        timers.computeIfAbsent(Calls.of(event, counted(event.client())), calls -> calls.timer(meters))
                .record(event.durationMs(), TimeUnit.MILLISECONDS);
    }

    /** An issuer of tokens may have any number of subjects, and each would be series that are kept for ever. */
    private String counted(String client) {
        if (client == null) {
            return NONE;
        }
        if (!clients.contains(client)) {
            if (clients.size() >= MOST_CLIENTS) {
                return OTHERS;
            }
            clients.add(client);
        }
        return client;
    }
}
