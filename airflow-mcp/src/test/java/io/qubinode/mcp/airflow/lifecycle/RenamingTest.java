package io.qubinode.mcp.airflow.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.qubinode.mcp.airflow.libvirt.MachineCopies.Firmware.UefiByName;
import io.qubinode.mcp.airflow.libvirt.MachineState;
import io.qubinode.mcp.airflow.lifecycle.LifecycleTools.RenameVm;
import io.qubinode.mcp.airflow.lifecycle.LifecycleTools.Renamed;
import io.qubinode.mcp.airflow.testing.FakeHypervisor;
import io.qubinode.mcp.airflow.testing.FakeHypervisor.Failure;
import io.qubinode.mcp.airflow.testing.FakeHypervisor.Step;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine has either its old name and its old seed, or its new ones, whatever happens meanwhile. */
class RenamingTest {

    @TempDir
    Path folder;

    private final FakeHypervisor hypervisor = new FakeHypervisor();
    private final FakeCopies copies = new FakeCopies(hypervisor);
    private Changes changes;
    private Renaming renaming;
    private Set<String> before;

    @BeforeEach
    void aMachineThatIsOff() {
        hypervisor.addMachine(
                "old", FakeHypervisor.disk("disk", "old_0.img", true), FakeHypervisor.disk("cdrom", "old.ISO", true));
        hypervisor.stop("old");
        hypervisor.addVolume("old_0.img", Optional.empty());
        hypervisor.addVolume("old.ISO", Optional.empty());
        hypervisor.addVolume("old.console.log", Optional.empty());
        hypervisor.addVolume("old.console.log.0", Optional.empty());
        before = hypervisor.everything();
        changes = new Changes(hypervisor, copies, folder);
        renaming = new Renaming(hypervisor, copies, changes.ofHost);
    }

    @Test
    void movesSeedAndConsoleAlong() {
        Renamed renamed = rename();
        assertThat(renamed.name()).isEqualTo("new");
        isRenamed();
        assertThat(copies.files).containsEntry("/p/old.console.log", "/p/new.console.log");
        assertThat(changes.journal.read()).isEmpty();
    }

    @Test
    void isDoneThoughTheMachineCannotBeReadAfterwards() {
        hypervisor.unreadable.add("new");
        Renamed renamed = rename();
        assertThat(renamed.name()).isEqualTo("new");
        assertThat(renamed.note().orElseThrow()).contains("could not be read");
    }

    @Test
    void leavesEverythingWhenLibvirtRefusesIt() {
        copies.insteadOfRenaming = () -> {
            throw new ToolException(ErrorCode.BACKEND_REFUSED, "libvirt says: no.", "");
        };
        assertThat(catchThrowable(this::rename)).hasMessageContaining("libvirt says: no.");
        isAsBefore();
        assertThat(changes.journal.read()).isEmpty();
    }

    @Test
    void leavesASeedOfTheNewNameThatSomebodyElseMade() {
        hypervisor.failAt(Step.CREATE_VOLUME, Failure.REFUSED);
        hypervisor.meanwhile = () -> hypervisor.addVolume("new.ISO", Optional.empty());
        assertThat(catchThrowable(this::rename)).isNotNull();
        assertThat(hypervisor.volumes).containsKey("new.ISO");
    }

    /** libvirt renames it although its time was over: its new seed must be there then. */
    @Test
    void isCompletedWhenLibvirtDoesItAfterItsTime() {
        copies.insteadOfRenaming = () -> {
            hypervisor.whenSettled(() -> copies.doRename("new"));
            throw new ToolException(ErrorCode.BACKEND_TIMEOUT, "libvirt did not answer in time.", "");
        };
        assertThat(catchThrowable(this::rename)).hasMessageContaining("did not answer in time");
        assertThat(hypervisor.volumes).containsKeys("new.ISO", "old.ISO");
        ToolException busy = catchThrowableOfType(ToolException.class, this::rename);
        assertThat(busy.error().message()).contains("rename_vm");
        hypervisor.late.countDown();
        await().until(() -> changes.journal.read().isEmpty());
        isRenamed();
    }

    @Test
    void isUndoneWhenLibvirtNeverDoesIt() {
        copies.insteadOfRenaming = () -> {
            throw new ToolException(ErrorCode.BACKEND_TIMEOUT, "libvirt did not answer in time.", "");
        };
        assertThat(catchThrowable(this::rename)).isNotNull();
        hypervisor.late.countDown();
        await().until(() -> changes.journal.read().isEmpty());
        isAsBefore();
    }

    @Test
    void isUndoneAtTheNextStartWhenItWasCutOffBefore() {
        killedWhileRenaming(() -> {});
        assertThat(hypervisor.volumes).containsKey("new.ISO");
        recovered(Duration.ofMillis(1));
        isAsBefore();
    }

    @Test
    void isCompletedAtTheNextStartWhenItWasCutOffAfter() {
        killedWhileRenaming(() -> copies.doRename("new"));
        recovered(Duration.ofSeconds(30));
        isRenamed();
    }

    /** libvirt ends what it was told, also when nobody waits for it any more. */
    @Test
    void keepsTheNewSeedAsLongAsLibvirtMayStillRenameIt() {
        killedWhileRenaming(() -> {});
        var next = new Changes(hypervisor, copies, folder, Duration.ofSeconds(30));
        next.rollback.recover();
        await().pollDelay(Duration.ofMillis(300)).until(() -> hypervisor.volumes.containsKey("new.ISO"));
        copies.doRename("new");
        await().until(() -> next.journal.read().isEmpty());
        isRenamed();
    }

    @Test
    void refusesAMachineWhoseFirmwareWouldLoseItsVariables() {
        copies.firmware = new UefiByName();
        ToolException refused = catchThrowableOfType(ToolException.class, this::rename);
        assertThat(refused.error().code()).isEqualTo(ErrorCode.WRONG_STATE);
        assertThat(refused.error().hint()).contains("clone_vm");
        isAsBefore();
    }

    @Test
    void renamesNothingThatItCannotNote() throws IOException {
        Files.writeString(changes.folder, "a file where the folder would be");
        assertThat(catchThrowable(this::rename)).hasMessageContaining("cannot be recorded");
        isAsBefore();
        Files.delete(changes.folder);
        rename();
        isRenamed();
    }

    private void killedWhileRenaming(Runnable libvirt) {
        copies.insteadOfRenaming = () -> {
            libvirt.run();
            changes.rollback.stop();
            throw new StackOverflowError();
        };
        assertThat(catchThrowable(this::rename)).isInstanceOf(StackOverflowError.class);
        assertThat(changes.journal.read()).hasSize(1);
    }

    private void recovered(Duration watch) {
        var next = new Changes(hypervisor, copies, folder, watch);
        next.rollback.recover();
        await().until(() -> next.journal.read().isEmpty());
    }

    private Renamed rename() {
        return renaming.rename(new RenameVm("old", "new"));
    }

    private void isRenamed() {
        assertThat(hypervisor.everything()).containsExactlyInAnyOrder("SHUT_OFF new", "old_0.img", "new.ISO");
        assertThat(copies.files).containsEntry("/p/old.ISO", "/p/new.ISO");
    }

    private void isAsBefore() {
        assertThat(hypervisor.everything()).isEqualTo(before);
        assertThat(hypervisor.domains.get("old").machine().state()).isEqualTo(MachineState.SHUT_OFF);
    }
}
