package io.qubinode.mcp.airflow.vminsight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qubinode.mcp.airflow.libvirt.MachineMetrics;
import io.qubinode.mcp.airflow.libvirt.MachineMetrics.Memory;
import io.qubinode.mcp.airflow.libvirt.MachineMetrics.Sample;
import io.qubinode.mcp.airflow.libvirt.MachineState;
import io.qubinode.mcp.airflow.testing.FakeCall;
import io.qubinode.mcp.airflow.vminsight.VmInsightTools.GetMetrics;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UsageHistoryTest {

    private RuntimeException failure;

    private final MachineMetrics metrics = new MachineMetrics() {
        @Override
        public Sample of(String name) {
            return sample(name);
        }

        @Override
        public List<Sample> ofRunning() {
            if (failure != null) {
                throw failure;
            }
            return List.of(sample("web1"));
        }
    };

    private final UsageHistory history = new UsageHistory(metrics);

    @Test
    void looksAgainAfterAFailureThatNobodyExpected() {
        failure = new ArrayIndexOutOfBoundsException(9);
        history.refresh();
        failure = null;
        history.refresh();
        assertThat(history.of("web1")).isNotEmpty();
        history.stop();
    }

    @Test
    void measuresNoLongerForACallerWhoHasHungUp() {
        var views = new UsageViews(metrics, history);
        var caller = new FakeCall().cancelledAfter(2);
        assertThatThrownBy(() -> views.measure(new GetMetrics("web1", 1, 5), caller))
                .isInstanceOfSatisfying(
                        ToolException.class, e -> assertThat(e.error().code()).isEqualTo(ErrorCode.CANCELLED));
        history.stop();
    }

    private static Sample sample(String name) {
        return new Sample(
                name,
                Instant.now(),
                MachineState.RUNNING,
                Optional.of(1),
                Optional.of(0L),
                new Memory(Optional.of(512L), Optional.empty(), Optional.empty()),
                Map.of(),
                Map.of());
    }
}
