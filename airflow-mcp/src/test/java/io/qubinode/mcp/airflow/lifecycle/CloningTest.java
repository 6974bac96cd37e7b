package io.qubinode.mcp.airflow.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.qubinode.mcp.airflow.libvirt.MachineCopies.Firmware.Uefi;
import io.qubinode.mcp.airflow.libvirt.MachineCopies.Firmware.UefiByName;
import io.qubinode.mcp.airflow.libvirt.MachineState;
import io.qubinode.mcp.airflow.libvirt.MachineStatus;
import io.qubinode.mcp.airflow.lifecycle.LifecycleTools.CloneVm;
import io.qubinode.mcp.airflow.lifecycle.LifecycleTools.Cloned;
import io.qubinode.mcp.airflow.testing.FakeCall;
import io.qubinode.mcp.airflow.testing.FakeHypervisor;
import io.qubinode.mcp.airflow.testing.FakeHypervisor.Failure;
import io.qubinode.mcp.airflow.testing.FakeHypervisor.Step;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CloningTest {

    private final FakeHypervisor hypervisor = new FakeHypervisor();
    private final FakeCopies copies = new FakeCopies(hypervisor);
    private Changes changes;
    private Cloning cloning;
    private Set<String> before;

    @BeforeEach
    void aMachineThatIsOff(@TempDir Path folder) {
        changes = new Changes(hypervisor, copies, folder);
        cloning = new Cloning(hypervisor, copies, changes.ofHost);
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

    /** Killed at each step, the copy is undone at the next start, and the original is as it was. */
    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"CREATE_VOLUME", "START", "MACHINE"})
    void isUndoneAtTheNextStartWhenItWasCutOff(Step step, @TempDir Path folder) {
        var killed = new Changes(hypervisor, copies, folder);
        hypervisor.failAt(step, Failure.REFUSED);
        hypervisor.meanwhile = () -> {
            killed.rollback.stop();
            throw new StackOverflowError();
        };
        assertThat(catchThrowable(() -> new Cloning(hypervisor, copies, killed.ofHost)
                        .copy(new CloneVm("old", "new", true), new FakeCall())))
                .isInstanceOf(StackOverflowError.class);
        assertThat(hypervisor.everything()).isNotEqualTo(before);
        var next = new Changes(hypervisor, copies, folder);
        next.rollback.recover();
        await().until(() -> next.journal.read().isEmpty());
        assertThat(hypervisor.everything()).isEqualTo(before);
    }

    @Test
    void leavesAMachineOfTheNameThatSomebodyElseMadeSince(@TempDir Path folder) {
        var killed = new Changes(hypervisor, copies, folder);
        hypervisor.failAt(Step.MACHINE, Failure.REFUSED);
        hypervisor.meanwhile = () -> {
            killed.rollback.stop();
            throw new StackOverflowError();
        };
        catchThrowable(() ->
                new Cloning(hypervisor, copies, killed.ofHost).copy(new CloneVm("old", "new", false), new FakeCall()));
        hypervisor.addMachine("new", FakeHypervisor.disk("disk", "new_0.img", true));
        var next = new Changes(hypervisor, copies, folder);
        next.rollback.recover();
        await().until(() -> next.journal.read().isEmpty());
        assertThat(hypervisor.everything()).contains("RUNNING new", "new_0.img");
    }

    @Test
    void copiesTheVariablesOfItsFirmware() {
        copies.firmware = new Uefi("/p/old_VARS.fd", true);
        cloning.copy(new CloneVm("old", "new", false), new FakeCall());
        assertThat(hypervisor.volumes).containsKey("new_VARS.fd");
        assertThat(copies.nvram).contains("/p/new_VARS.fd");
    }

    @Test
    void letsLibvirtMakeVariablesThatCannotBeCopied() {
        copies.firmware = new UefiByName();
        cloning.copy(new CloneVm("old", "new", false), new FakeCall());
        assertThat(hypervisor.volumes).doesNotContainKey("new_VARS.fd");
        assertThat(copies.nvram).contains("/p/new_VARS.fd");
    }

    @Test
    void leavesNothingOfACopyWithVariablesThatFails() {
        copies.firmware = new Uefi("/p/old_VARS.fd", true);
        hypervisor.failAt(Step.CREATE_VOLUME, Failure.REFUSED);
        assertThat(catchThrowable(() -> cloning.copy(new CloneVm("old", "new", true), new FakeCall())))
                .isNotNull();
        assertThat(hypervisor.everything()).isEqualTo(before);
    }

    @Test
    void leavesNoNoteOfACopyThatIsMade() {
        cloning.copy(new CloneVm("old", "new", false), new FakeCall());
        assertThat(changes.journal.read()).isEmpty();
    }

    @Test
    void copiesNothingThatItCannotNote() throws IOException {
        Files.writeString(changes.folder, "a file where the folder would be");
        assertThat(catchThrowable(() -> cloning.copy(new CloneVm("old", "new", false), new FakeCall())))
                .hasMessageContaining("cannot be recorded");
        assertThat(hypervisor.everything()).isEqualTo(before);
    }

    @Test
    void copiesNoDiskThatTheCopyWouldShare() {
        copies.shared = List.of("vdb (network rbd://mon/pool/image)");
        assertThat(catchThrowable(() -> cloning.copy(new CloneVm("old", "new", false), new FakeCall())))
                .hasMessageContaining("vdb (network rbd://mon/pool/image)");
        assertThat(hypervisor.everything()).isEqualTo(before);
    }

    @Test
    void copiesNoMachineThatRuns() {
        copies.status = MachineStatus.of(MachineState.RUNNING);
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
}
