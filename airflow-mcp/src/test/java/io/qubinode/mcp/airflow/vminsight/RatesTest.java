package io.qubinode.mcp.airflow.vminsight;

import static org.assertj.core.api.Assertions.assertThat;

import io.qubinode.mcp.airflow.libvirt.MachineMetrics.Memory;
import io.qubinode.mcp.airflow.libvirt.MachineMetrics.Sample;
import io.qubinode.mcp.airflow.libvirt.MachineMetrics.Traffic;
import io.qubinode.mcp.airflow.libvirt.MachineState;
import io.qubinode.mcp.airflow.vminsight.VmInsightTools.Rate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RatesTest {

    private static final Instant START = Instant.parse("2026-11-25T00:00:00Z");

    @Test
    void sharesTheTimeOfTheCpusAmongThem() {
        assertThat(new Rates(sample(0, 0, 0), sample(2, 1_000_000_000, 0)).cpuPercent())
                .contains(25.0);
    }

    @Test
    void countsBytesASecond() {
        var rates = new Rates(sample(0, 0, 1_000), sample(2, 0, 5_000));
        assertThat(rates.disks()).containsExactly(new Rate("vda", 2_000, 0));
        assertThat(rates.diskTotal()).isEqualTo(2_000);
    }

    @Test
    void saysNothingBelowZeroOfAMachineThatWasStartedAnew() {
        var rates = new Rates(sample(0, 9_000_000_000L, 9_000), sample(2, 1_000, 10));
        assertThat(rates.cpuPercent()).contains(0.0);
        assertThat(rates.disks()).containsExactly(new Rate("vda", 0, 0));
    }

    @Test
    void saysNothingOfWhatTheHypervisorDoesNotCount() {
        Sample unknown = new Sample(
                "vm",
                START,
                MachineState.RUNNING,
                Optional.of(2),
                Optional.empty(),
                new Memory(Optional.empty(), Optional.empty(), Optional.empty()),
                Map.of(),
                Map.of());
        assertThat(new Rates(unknown, unknown).cpuPercent()).isEmpty();
    }

    @Test
    void spreadsTheHistoryOverFewPoints() {
        List<Sample> hour = IntStream.range(0, 120)
                .mapToObj(i -> sample(i * 30, i * 30_000_000_000L, 0))
                .toList();
        assertThat(UsageViews.points(hour, START))
                .hasSizeLessThanOrEqualTo(20)
                .allSatisfy(point -> assertThat(point.cpuPercent()).contains(50.0));
        assertThat(UsageViews.points(hour, START.plusSeconds(3_500))).hasSize(2);
        assertThat(UsageViews.points(List.of(), START)).isEmpty();
    }

    private static Sample sample(int second, long cpuNanos, long diskBytes) {
        return new Sample(
                "vm",
                START.plusSeconds(second),
                MachineState.RUNNING,
                Optional.of(2),
                Optional.of(cpuNanos),
                new Memory(Optional.of(512L), Optional.empty(), Optional.empty()),
                Map.of("vda", new Traffic(diskBytes, 0)),
                Map.of());
    }
}
