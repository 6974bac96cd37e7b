package io.qubinode.mcp.airflow.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.qubinode.mcp.airflow.libvirt.MachineCopies;
import io.qubinode.mcp.airflow.libvirt.MachineState;
import io.qubinode.mcp.airflow.lifecycle.LifecycleTools.CloneVm;
import io.qubinode.mcp.airflow.lifecycle.LifecycleTools.Cloned;
import io.qubinode.mcp.airflow.machine.NameClaims;
import io.qubinode.mcp.airflow.testing.FakeCall;
import io.qubinode.mcp.airflow.testing.FakeHypervisor;
import io.qubinode.mcp.airflow.testing.FakeHypervisor.Failure;
import io.qubinode.mcp.airflow.testing.FakeHypervisor.Step;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CloningTest {

    private final FakeHypervisor hypervisor = new FakeHypervisor();
    private final Copies copies = new Copies();
    private final NameClaims claims = new NameClaims();
    private final Cloning cloning = new Cloning(hypervisor, copies, claims, machine -> Optional.empty());
    private Set<String> before;

    @BeforeEach
    void aMachineThatIsOff() {
        hypervisor.addMachine("old");
        hypervisor.stop("old");
        hypervisor.addVolume("old_0.img", Optional.empty());
        before = hypervisor.everything();
    }

    @Test
    void copiesDiskAndSeedUnderNewNames() {
        Cloned copy = cloning.copy(new CloneVm("old", "new", true), new FakeCall());
        assertThat(copy.state()).isEqualTo(MachineState.RUNNING);
        assertThat(copy.volumes()).containsExactly("new_0.img", "new.ISO");
        assertThat(copies.files)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "/p/old_0.img", "/p/new_0.img",
                        "/p/old.ISO", "/p/new.ISO",
                        "/p/old.console.log", "/p/new.console.log"));
    }

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"CREATE_VOLUME", "START", "MACHINE"})
    void leavesNothingOfACopyThatFails(Step step) {
        hypervisor.failAt(step, Failure.REFUSED);
        assertThat(catchThrowable(() -> cloning.copy(new CloneVm("old", "new", true), new FakeCall())))
                .isNotNull();
        assertThat(hypervisor.everything()).isEqualTo(before);
    }

    @Test
    void leavesNothingOfACopyThatIsGivenUp() {
        catchThrowable(() -> cloning.copy(new CloneVm("old", "new", true), new FakeCall().cancelledAfter(1)));
        assertThat(hypervisor.everything()).isEqualTo(before);
    }

    @Test
    void removesWhatLibvirtMakesAfterTheTimeIsOver() throws InterruptedException {
        hypervisor.failAt(Step.CREATE_VOLUME, Failure.TIMEOUT_AND_DONE_LATER);
        catchThrowable(() -> cloning.copy(new CloneVm("old", "new", true), new FakeCall()));
        assertThat(hypervisor.volumes).containsKey("new_0.img");
        hypervisor.late.countDown();
        long end = System.nanoTime() + 30_000_000_000L;
        while (hypervisor.volumes.containsKey("new_0.img") && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(hypervisor.everything()).isEqualTo(before);
    }

    @Test
    void copiesNoMachineThatRuns() {
        copies.state = MachineState.RUNNING;
        var e = catchThrowableOfType(
                ToolException.class, () -> cloning.copy(new CloneVm("old", "new", false), new FakeCall()));
        assertThat(e.error().code()).isEqualTo(ErrorCode.WRONG_STATE);
    }

    @Test
    void takesNoNameThatIsTaken() {
        hypervisor.addVolume("new_0.img", Optional.empty());
        var e = catchThrowableOfType(
                ToolException.class, () -> cloning.copy(new CloneVm("old", "new", false), new FakeCall()));
        assertThat(e.error().code()).isEqualTo(ErrorCode.ALREADY_EXISTS);
        assertThat(hypervisor.volumes).containsKey("new_0.img");
    }

    private final class Copies implements MachineCopies {

        private final Map<String, String> files = new HashMap<>();
        private MachineState state = MachineState.SHUT_OFF;

        @Override
        public Files files(String name) {
            return new Files(state, List.of("/p/old_0.img"), List.of("/p/old.ISO"), List.of("/p/old.console.log"), 0);
        }

        @Override
        public void copyVolume(String path, String newName) {
            hypervisor.addVolume(newName, Optional.empty());
        }

        @Override
        public void defineCopy(String name, String newName, Map<String, String> newFiles) {
            files.putAll(newFiles);
            hypervisor.addMachine(newName);
            hypervisor.stop(newName);
        }

        @Override
        public void rename(String name, String newName, Map<String, String> newFiles) {
            throw new UnsupportedOperationException();
        }
    }
}
