package io.qubinode.mcp.airflow.vminsight;

import io.qubinode.mcp.airflow.libvirt.MachineMetrics.Sample;
import io.qubinode.mcp.airflow.libvirt.MachineMetrics.Traffic;
import io.qubinode.mcp.airflow.vminsight.VmInsightTools.Rate;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What happened between two samples. */
final class Rates {

    private final Sample from;
    private final Sample to;
    private final double seconds;

    Rates(Sample from, Sample to) {
        this.from = from;
        this.to = to;
        seconds = Math.max(0.001, Duration.between(from.at(), to.at()).toNanos() / 1e9);
    }

    /**
     * Of all CPUs together; empty where the hypervisor counts nothing. Counters that went back belong to a machine that was started
     * again.
     */
    Optional<Double> cpuPercent() {
        if (from.cpuNanos().isEmpty() || to.cpuNanos().isEmpty() || to.cpus().isEmpty()) {
            return Optional.empty();
        }
        double worked = (to.cpuNanos().get() - from.cpuNanos().get()) / 1e9;
        double busy = worked / seconds / Math.max(1, to.cpus().get());
        return Optional.of(Math.round(Math.clamp(busy, 0, 1) * 1_000) / 10.0);
    }

    List<Rate> disks() {
        return rates(from.disks(), to.disks());
    }

    List<Rate> interfaces() {
        return rates(from.interfaces(), to.interfaces());
    }

    long diskTotal() {
        return total(disks());
    }

    long networkTotal() {
        return total(interfaces());
    }

    private static long total(List<Rate> rates) {
        return rates.stream()
                .mapToLong(rate -> rate.inPerSecond() + rate.outPerSecond())
                .sum();
    }

    private List<Rate> rates(Map<String, Traffic> before, Map<String, Traffic> after) {
        return after.entrySet().stream()
                .map(now -> rate(now.getKey(), before.getOrDefault(now.getKey(), now.getValue()), now.getValue()))
                .sorted(Comparator.comparing(Rate::name))
                .toList();
    }

    private Rate rate(String name, Traffic before, Traffic after) {
        return new Rate(name, perSecond(after.in() - before.in()), perSecond(after.out() - before.out()));
    }

    private long perSecond(long bytes) {
        return Math.max(0, Math.round(bytes / seconds));
    }
}
