package io.qubinode.mcp.airflow.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.qubinode.mcp.airflow.libvirt.MachineSizes;
import io.qubinode.mcp.airflow.libvirt.MachineState;
import io.qubinode.mcp.airflow.libvirt.MachineStatus;
import io.qubinode.mcp.airflow.lifecycle.LifecycleTools.Change;
import io.qubinode.mcp.airflow.lifecycle.LifecycleTools.CloneVm;
import io.qubinode.mcp.airflow.lifecycle.LifecycleTools.RenameVm;
import io.qubinode.mcp.airflow.lifecycle.LifecycleTools.ResizeVm;
import io.qubinode.mcp.airflow.lifecycle.LifecycleTools.Resized;
import io.qubinode.mcp.airflow.machine.NameClaims;
import io.qubinode.mcp.airflow.testing.FakeCall;
import io.qubinode.mcp.airflow.testing.FakeHypervisor;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Machines that are neither off nor at work: what changes them says so, and what leads on from there. */
class OddStatesTest {

    private final FakeHypervisor hypervisor = new FakeHypervisor();
    private final FakeCopies copies = new FakeCopies(hypervisor);
    private final FakeSizes sizes = new FakeSizes();
    private Changes changes;

    @BeforeEach
    void aMachine(@TempDir Path folder) {
        hypervisor.addMachine("old", FakeHypervisor.disk("disk", "old_0.img", true));
        changes = new Changes(hypervisor, copies, folder);
    }

    @ParameterizedTest
    @CsvSource({
        "CRASHED, panicked, is crashed (panicked), Use vm_power force_off.",
        "SUSPENDED, , is suspended, resume",
        "PAUSED, io_error, is paused (io_error), Its storage failed",
        "PAUSED, user, is paused (user), resume and then shutdown",
        "RUNNING, , is running, shutdown first"
    })
    void areNotCopiedNorRenamed(MachineState state, String reason, String words, String hint) {
        copies.status = new MachineStatus(state, Optional.ofNullable(reason), false);
        Set<String> before = hypervisor.everything();
        List<ThrowingCallable> refused = List.of(
                () -> new Cloning(hypervisor, copies, changes.ofHost)
                        .copy(new CloneVm("old", "new", false), new FakeCall()),
                () -> new Renaming(hypervisor, copies, changes.ofHost).rename(new RenameVm("old", "new")));
        for (ThrowingCallable change : refused) {
            var e = catchThrowableOfType(ToolException.class, change);
            assertThat(e.error().code()).isEqualTo(ErrorCode.WRONG_STATE);
            assertThat(e.error().message()).contains(words);
            assertThat(e.error().hint()).contains(hint);
        }
        assertThat(hypervisor.everything()).isEqualTo(before);
    }

    /** A guest that crashed or sleeps takes nothing, whatever libvirt says to it. */
    @ParameterizedTest
    @CsvSource({"CRASHED, panicked, force_off", "SUSPENDED, , which wakes it"})
    void areResizedForTheirNextStartOnly(MachineState state, String reason, String hint) {
        sizes.status = new MachineStatus(state, Optional.ofNullable(reason), false);
        Resized resized = resize();
        assertThat(resized.changes()).extracting(Change::applies).containsOnly(LifecycleTools.Applies.AT_NEXT_START);
        assertThat(resized.note().orElseThrow()).contains("at its next start").contains(hint);
        assertThat(sizes.acts).containsExactly("next start");
    }

    @Test
    void areResizedAtOnceWhereTheyAreAtWork() {
        assertThat(resize().changes()).extracting(Change::applies).containsOnly(LifecycleTools.Applies.NOW);
        assertThat(sizes.acts).containsExactly("next start", "memory now", "cpus now");
    }

    private Resized resize() {
        return new Resizing(hypervisor, sizes, new NameClaims())
                .resize(new ResizeVm("old", Optional.of(1_024), Optional.of(2), Optional.empty(), Optional.empty()));
    }

    private static final class FakeSizes implements MachineSizes {

        private final List<String> acts = new ArrayList<>();
        private MachineStatus status = MachineStatus.of(MachineState.RUNNING);

        @Override
        public Sizes of(String name) {
            return new Sizes(true, status, 2_048, 1, Optional.of(new Live(2_048, 2_048, 1, 2)), List.of());
        }

        @Override
        public void setForNextStart(String name, Optional<Integer> memoryMib, Optional<Integer> cpus) {
            acts.add("next start");
        }

        @Override
        public void setMemoryNow(String name, long mib) {
            acts.add("memory now");
        }

        @Override
        public void setCpusNow(String name, int cpus) {
            acts.add("cpus now");
        }

        @Override
        public void growDisk(String name, String target, long bytes) {
            acts.add("grow " + target);
        }
    }
}
