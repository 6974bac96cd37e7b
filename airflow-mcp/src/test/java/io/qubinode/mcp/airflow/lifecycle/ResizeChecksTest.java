package io.qubinode.mcp.airflow.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.qubinode.mcp.airflow.libvirt.HostCapacity;
import io.qubinode.mcp.airflow.libvirt.MachineSizes.DiskSize;
import io.qubinode.mcp.airflow.libvirt.MachineSizes.Live;
import io.qubinode.mcp.airflow.libvirt.MachineSizes.Sizes;
import io.qubinode.mcp.airflow.libvirt.MachineState;
import io.qubinode.mcp.airflow.libvirt.MachineStatus;
import io.qubinode.mcp.airflow.lifecycle.LifecycleTools.ResizeVm;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** A host of 8 CPUs, 16 GiB of memory, 10 GiB of it promised, and 20 GiB of storage. */
class ResizeChecksTest {

    private static final long GIB = 1L << 30;
    private static final HostCapacity HOST = new HostCapacity(false, 8, 16_384, 10_240, 20 * GIB, List.of());
    private static final Sizes RUNNING = new Sizes(
            true,
            MachineStatus.of(MachineState.RUNNING),
            2_048,
            2,
            Optional.of(new Live(2_048, 2_048, 2, 2)),
            List.of());

    @Test
    void takesNoMoreMemoryThanTheHostHasLeftBesideItself() {
        assertThatCode(() -> ResizeChecks.memory(memory(7_168), RUNNING, HOST)).doesNotThrowAnyException();
        assertRefused(ErrorCode.WRONG_STATE, () -> ResizeChecks.memory(memory(7_169), RUNNING, HOST));
    }

    @Test
    void takesLessMemoryWhateverTheHostHas() {
        var full = new HostCapacity(false, 8, 4_096, 8_192, 0, List.of());
        assertThatCode(() -> ResizeChecks.memory(memory(1_024), RUNNING, full)).doesNotThrowAnyException();
    }

    @Test
    void takesNoMoreCpusThanTheHostHas() {
        assertThatCode(() -> ResizeChecks.cpus(cpus(8), HOST)).doesNotThrowAnyException();
        assertRefused(ErrorCode.INVALID_ARGUMENT, () -> ResizeChecks.cpus(cpus(9), HOST));
    }

    @Test
    void makesNoDiskSmaller() {
        assertRefused(ErrorCode.INVALID_ARGUMENT, () -> ResizeChecks.disk(new DiskSize("vda", 10 * GIB + 1), 10, HOST));
        assertThatCode(() -> ResizeChecks.disk(new DiskSize("vda", 10 * GIB), 10, HOST))
                .doesNotThrowAnyException();
    }

    @Test
    void makesADiskNoLargerThanTheStorageAllows() {
        assertThatCode(() -> ResizeChecks.disk(new DiskSize("vda", 10 * GIB), 30, HOST))
                .doesNotThrowAnyException();
        assertRefused(ErrorCode.WRONG_STATE, () -> ResizeChecks.disk(new DiskSize("vda", 10 * GIB), 31, HOST));
    }

    private static void assertRefused(ErrorCode code, ThrowingCallable check) {
        var e = catchThrowableOfType(ToolException.class, check);
        assertThat(e).isNotNull();
        assertThat(e.error().code()).isEqualTo(code);
    }

    private static ResizeVm memory(int mib) {
        return new ResizeVm("vm", Optional.of(mib), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static ResizeVm cpus(int cpus) {
        return new ResizeVm("vm", Optional.empty(), Optional.of(cpus), Optional.empty(), Optional.empty());
    }
}
