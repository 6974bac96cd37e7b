package io.qubinode.mcp.airflow.vminsight;

import io.qubinode.mcp.airflow.libvirt.MachineMetrics;
import io.qubinode.mcp.airflow.libvirt.MachineMetrics.Sample;
import io.qubinode.mcp.security.core.ToolException;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * The last hour of all running machines, one round trip each half minute. It begins when somebody asks for it first and ends when
 * nobody has for an hour. Safe to use from any thread.
 */
final class UsageHistory {

    private static final Logger LOG = Logger.getLogger(UsageHistory.class);
    private static final Duration EVERY = Duration.ofSeconds(30);
    private static final Duration KEPT = Duration.ofHours(1);

    private final MachineMetrics metrics;
    private final Map<String, Deque<Sample>> samples = new HashMap<>();
    private Instant asked = Instant.MIN;
    private ScheduledExecutorService clock;

    UsageHistory(MachineMetrics metrics) {
        this.metrics = metrics;
    }

    /** What is known of a machine, the oldest first; nothing when it is asked for the first time. */
    synchronized List<Sample> of(String machine) {
        asked = Instant.now();
        if (clock == null) {
            clock = Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("vm-usage").factory());
            clock.scheduleWithFixedDelay(this::refresh, 0, EVERY.toSeconds(), TimeUnit.SECONDS);
        }
        return new ArrayList<>(samples.getOrDefault(machine, new ArrayDeque<>()));
    }

    /** Never throws: the clock would not look again. */
    void refresh() {
        List<Sample> now = List.of();
        try {
            now = metrics.ofRunning();
        } catch (ToolException e) {
            LOG.debug("The usage of machines is unknown for now", e);
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            LOG.error("The usage of machines cannot be read", e);
        }
        remember(now, Instant.now());
    }

    synchronized void remember(List<Sample> now, Instant time) {
        Instant oldest = time.minus(KEPT);
        now.forEach(sample -> samples.computeIfAbsent(sample.name(), name -> new ArrayDeque<>())
                .addLast(sample));
        samples.values().forEach(kept -> kept.removeIf(sample -> sample.at().isBefore(oldest)));
        samples.values().removeIf(Deque::isEmpty);
        if (asked.isBefore(oldest)) {
            stop();
        }
    }

    @PreDestroy
    synchronized void stop() {
        if (clock != null) {
            clock.shutdown();
            clock = null;
            samples.clear();
        }
    }
}
