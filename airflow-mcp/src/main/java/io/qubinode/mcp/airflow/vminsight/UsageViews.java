package io.qubinode.mcp.airflow.vminsight;

import io.qubinode.mcp.airflow.libvirt.MachineMetrics;
import io.qubinode.mcp.airflow.libvirt.MachineMetrics.Sample;
import io.qubinode.mcp.airflow.vminsight.VmInsightTools.GetMetrics;
import io.qubinode.mcp.airflow.vminsight.VmInsightTools.Point;
import io.qubinode.mcp.airflow.vminsight.VmInsightTools.Usage;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.tool.CallContext;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Measures what machines use. */
final class UsageViews {

    private static final int POINTS = 20;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final MachineMetrics metrics;
    private final UsageHistory history;

    UsageViews(MachineMetrics metrics, UsageHistory history) {
        this.metrics = metrics;
        this.history = history;
    }

    Usage measure(GetMetrics input, CallContext call) {
        Sample from = metrics.of(input.name());
        List<Sample> past = history.of(input.name());
        pass(Duration.ofSeconds(input.seconds()), call);
        Sample to = metrics.of(input.name());
        var rates = new Rates(from, to);
        return new Usage(
                input.name(),
                to.state(),
                Duration.between(from.at(), to.at()).toMillis() / 1_000.0,
                rates.cpuPercent(),
                to.cpus(),
                to.memory().assigned(),
                to.memory().host(),
                to.memory().unused(),
                rates.disks(),
                rates.interfaces(),
                unknown(to, rates),
                points(past, to.at().minus(Duration.ofMinutes(input.historyMinutes()))));
    }

    private static List<String> unknown(Sample sample, Rates rates) {
        var unknown = new ArrayList<String>();
        if (rates.cpuPercent().isEmpty()) {
            unknown.add("cpu_percent");
        }
        if (sample.memory().assigned().isEmpty()) {
            unknown.add("memory_mib");
        }
        if (sample.memory().host().isEmpty()) {
            unknown.add("memory_on_host_mib");
        }
        if (sample.memory().unused().isEmpty()) {
            unknown.add("memory_unused_mib");
        }
        if (rates.disks().isEmpty()) {
            unknown.add("disks");
        }
        if (rates.interfaces().isEmpty()) {
            unknown.add("interfaces");
        }
        return unknown;
    }

    /** The time between two looks is what is asked for; nothing is waited for. */
    private static void pass(Duration time, CallContext call) {
        long end = System.nanoTime() + time.toNanos();
        try {
            for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
                call.checkCancelled();
                TimeUnit.NANOSECONDS.sleep(Math.min(left, LOOK_NANOS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ToolException.cancelled();
        }
    }

    /** At most so many points, evenly spread, each the mean since the one before. */
    static List<Point> points(List<Sample> samples, Instant since) {
        List<Sample> wanted =
                samples.stream().filter(sample -> !sample.at().isBefore(since)).toList();
        int step = Math.max(1, (wanted.size() + POINTS - 1) / POINTS);
        var points = new ArrayList<Point>();
        for (int i = step; i < wanted.size(); i += step) {
            Sample to = wanted.get(i);
            var rates = new Rates(wanted.get(i - step), to);
            points.add(new Point(
                    to.at().truncatedTo(ChronoUnit.SECONDS).toString(),
                    rates.cpuPercent(),
                    rates.diskTotal(),
                    rates.networkTotal()));
        }
        return points;
    }
}
