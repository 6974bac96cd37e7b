package io.qubinode.mcp.airflow.vm;

import static io.qubinode.mcp.airflow.testing.FakeHypervisor.disk;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.qubinode.mcp.airflow.libvirt.Creation;
import io.qubinode.mcp.airflow.libvirt.MachineOrigin;
import io.qubinode.mcp.airflow.libvirt.MachineState;
import io.qubinode.mcp.airflow.libvirt.MachineStatus;
import io.qubinode.mcp.airflow.testing.FakeHypervisor;
import io.qubinode.mcp.airflow.testing.FakeHypervisor.Failure;
import io.qubinode.mcp.airflow.testing.FakeHypervisor.Step;
import io.qubinode.mcp.airflow.vm.VmTools.DeleteVm;
import io.qubinode.mcp.airflow.vm.VmTools.Deleted;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A machine goes with exactly what is its own. */
class DeletionTest {

    private final FakeHypervisor hypervisor = new FakeHypervisor();
    private Machines machines;

    @BeforeEach
    void oneMachineIsThere(@TempDir Path folder) {
        machines = new Machines(hypervisor, folder);
        hypervisor.addVolume("centos.qcow2", Optional.empty());
        hypervisor.addVolume("old_0.img", Optional.of("centos.qcow2"));
        hypervisor.addVolume("old.ISO", Optional.empty());
        hypervisor.addMachine("old", disk("disk", "old_0.img", true), disk("cdrom", "old.ISO", true));
    }

    @Test
    void deletesItsDiskAndSeedAndKeepsTheBaseImage() {
        Deleted deleted = machines.delete("old");
        assertThat(deleted.deletedVolumes()).containsExactly("old_0.img", "old.ISO");
        assertThat(deleted.keptVolumes()).isEmpty();
        assertThat(deleted.note()).isEmpty();
        assertThat(hypervisor.everything()).containsExactly("centos.qcow2");
    }

    @Test
    void keepsAVolumeThatAnotherMachineUsesToo() {
        hypervisor.addMachine("twin", disk("disk", "old_0.img", true));
        Deleted deleted = machines.delete("old");
        assertThat(deleted.keptVolumes()).containsExactly("old_0.img");
        assertThat(deleted.note().orElseThrow()).contains("kept_volumes");
        assertThat(hypervisor.everything()).containsExactlyInAnyOrder("centos.qcow2", "old_0.img", "RUNNING twin");
    }

    @Test
    void keepsAVolumeThatAnotherVolumeIsALayerOver() {
        hypervisor.addVolume("clone_0.img", Optional.of("old_0.img"));
        assertThat(machines.delete("old").keptVolumes()).containsExactly("old_0.img");
    }

    @Test
    void keepsAnInstallationMediumInACdRomDrive() {
        hypervisor.addVolume("debian-13.iso", Optional.empty());
        hypervisor.addMachine("old", disk("disk", "old_0.img", true), disk("cdrom", "debian-13.iso", true));
        assertThat(machines.delete("old").deletedVolumes()).containsExactly("old_0.img");
        assertThat(hypervisor.volumes).containsKey("debian-13.iso");
    }

    @Test
    void deletesASeedThatKcliWroteInLowerCase() {
        hypervisor.addVolume("old.iso", Optional.empty());
        hypervisor.addMachine("old", disk("cdrom", "old.iso", true));
        assertThat(machines.delete("old").deletedVolumes()).containsExactly("old.iso");
    }

    @Test
    void touchesNothingOutsideThePool() {
        hypervisor.addMachine("old", disk("disk", "centos.qcow2", false));
        assertThat(machines.delete("old").deletedVolumes()).isEmpty();
        assertThat(hypervisor.volumes).containsKey("centos.qcow2");
    }

    @Test
    void doesNotMindAVolumeThatIsGoneAlready() {
        hypervisor.volumes.remove("old_0.img");
        assertThat(machines.delete("old").keptVolumes()).isEmpty();
    }

    @Test
    void namesAVolumeThatLibvirtDidNotDelete() {
        hypervisor.failAt(Step.DELETE_VOLUME, Failure.REFUSED);
        Deleted deleted = machines.delete("old");
        assertThat(deleted.keptVolumes()).containsExactly("old.ISO");
        assertThat(deleted.deletedVolumes()).containsExactly("old_0.img");
    }

    /** As long as the machine is there, it tells what belongs to it. */
    @ParameterizedTest
    @CsvSource({"DELETE_VOLUME, RUNTIME_EXCEPTION", "DELETE_VOLUME, TIMEOUT_AND_NEVER_DONE", "UNDEFINE, REFUSED"})
    void isBroughtToItsEndByARepeatWhenItWasCutOff(Step step, Failure failure) {
        hypervisor.addVolume("old_0.before", Optional.of("centos.qcow2"));
        hypervisor.addVolume("old_0.img", Optional.of("old_0.before"));
        hypervisor.failAt(step, failure);
        assertThatThrownBy(() -> machines.delete("old")).isInstanceOf(RuntimeException.class);
        assertThat(hypervisor.domains).containsKey("old");
        // Its name is claimed while libvirt may still do what timed out.
        hypervisor.late.countDown();
        await().ignoreExceptions().until(() -> machines.delete("old") != null);
        assertThat(hypervisor.everything()).containsExactly("centos.qcow2");
    }

    /** A transient domain has no definition, so that libvirt forgets it when it stops. */
    @Test
    void deletesTheVolumesOfATransientMachine() {
        hypervisor.transients.add("old");
        assertThat(machines.delete("old").deletedVolumes()).containsExactly("old_0.img", "old.ISO");
    }

    @Test
    void deletesItsConsoleWithWhatVirtlogdRotated() {
        for (String name :
                List.of("old.console.log", "old.console.log.0", "old.console.log.bak", "older.console.log")) {
            hypervisor.addVolume(name, Optional.empty());
        }
        assertThat(machines.delete("old").deletedVolumes())
                .containsExactly("old_0.img", "old.ISO", "old.console.log", "old.console.log.0");
    }

    @Test
    void refusesARunningMachineUnlessForced() {
        refuses(plain("old"), ErrorCode.WRONG_STATE, "it is running", "force: true");
    }

    @Test
    void refusesAMachineThatNeitherKcliNorWeMade() {
        hypervisor.stop("old");
        hypervisor.origins.put("old", new MachineOrigin(Optional.empty(), false, List.of()));
        refuses(plain("old"), ErrorCode.WRONG_STATE, "neither this service nor kcli made it", "force: true");
        assertThat(machines.delete("old").deletedVolumes()).hasSize(2);
    }

    @Test
    void refusesSnapshotsThatNobodySpokeOf() {
        hypervisor.stop("old");
        hypervisor.origins.put("old", new MachineOrigin(Optional.empty(), true, List.of("before-upgrade")));
        refuses(plain("old"), ErrorCode.WRONG_STATE, "before-upgrade", "delete_snapshots: true");
        assertThatThrownBy(() -> machines.delete("old")).hasMessageContaining("snapshots");
        var both = new DeleteVm("old", Optional.empty(), Optional.of(true), false);
        assertThat(machines.delete(both).deletedVolumes()).hasSize(2);
    }

    @Test
    void deletesAStoppedMachineWithoutForce() {
        hypervisor.stop("old");
        assertThat(machines.delete(plain("old")).deletedVolumes()).hasSize(2);
    }

    @Test
    void deletesNothingInADryRun() {
        Set<String> before = hypervisor.everything();
        Deleted plan = machines.delete(new DeleteVm("old", Optional.of(true), Optional.empty(), true));
        assertThat(plan.deletedVolumes()).containsExactly("old_0.img", "old.ISO");
        assertThat(plan.note()).contains("Dry run: nothing was deleted.");
        assertThat(hypervisor.everything()).isEqualTo(before);
    }

    @Test
    void refusesProtectedNamesWhateverIsForced(@TempDir Path folder) {
        var guarded = new Machines(hypervisor, folder, List.of("o*d", "db-?"), List.of());
        assertThatThrownBy(() -> guarded.delete("old"))
                .isInstanceOfSatisfying(
                        ToolException.class, e -> assertThat(e.error().code()).isEqualTo(ErrorCode.DENIED));
        hypervisor.addMachine("older");
        assertThat(guarded.delete("older").name()).isEqualTo("older");
    }

    @Test
    void refusesProtectedLabels(@TempDir Path folder) {
        var guarded = new Machines(hypervisor, folder, List.of(), List.of("prod*"));
        var creation = new Creation("id", "alice", Map.of(), List.of("team=a", "production"));
        hypervisor.origins.put("old", new MachineOrigin(Optional.of(creation), true, List.of()));
        assertThatThrownBy(() -> guarded.delete("old")).hasMessageContaining("is protected");
    }

    /** As an external snapshot leaves them: the machine runs on a layer over its first disk. */
    @Test
    void deletesTheLayersBelowItsDiskThatAreItsOwn() {
        hypervisor.addVolume("old_0.snap", Optional.of("old_0.img"));
        hypervisor.addMachine("old", disk("disk", "old_0.snap", true));
        assertThat(machines.delete("old").deletedVolumes()).containsExactly("old_0.snap", "old_0.img");
        assertThat(hypervisor.volumes).containsOnlyKeys("centos.qcow2", "old.ISO");
    }

    @Test
    void previewsTheDeletionOfAMachineThatRuns() {
        Deleted plan = machines.delete(new DeleteVm("old", Optional.empty(), Optional.empty(), true));
        assertThat(plan.deletedVolumes()).containsExactly("old_0.img", "old.ISO");
        assertThat(plan.note().orElseThrow()).contains("nothing was deleted", "running", "force: true");
        assertThat(hypervisor.everything()).contains("RUNNING old", "old_0.img");
    }

    @Test
    void keepsASavedStateUnlessForced() {
        hypervisor.become("old", new MachineStatus(MachineState.SHUT_OFF, Optional.empty(), true));
        refuses(
                new DeleteVm("old", Optional.empty(), Optional.empty(), false),
                ErrorCode.WRONG_STATE,
                "memory is saved",
                "force: true");
    }

    @Test
    void namesADiskOfAnotherPoolAsKept() {
        hypervisor.addMachine("old", disk("disk", "data.img", false));
        assertThat(machines.delete("old").keptVolumes()).containsExactly("file /elsewhere/data.img");
    }

    private void refuses(DeleteVm input, ErrorCode code, String words, String hint) {
        Set<String> before = hypervisor.everything();
        assertThatThrownBy(() -> machines.delete(input)).isInstanceOfSatisfying(ToolException.class, e -> {
            assertThat(e.error().code()).isEqualTo(code);
            assertThat(e.error().message()).contains(words);
            assertThat(e.error().hint()).contains(hint);
        });
        assertThat(hypervisor.everything()).isEqualTo(before);
    }

    private static DeleteVm plain(String name) {
        return new DeleteVm(name, Optional.empty(), Optional.empty(), false);
    }

    @Test
    void saysThatThereIsNoSuchMachine() {
        assertThatThrownBy(() -> machines.delete("no-such"))
                .isInstanceOfSatisfying(
                        ToolException.class, e -> assertThat(e.error().code()).isEqualTo(ErrorCode.NOT_FOUND));
        assertThat(hypervisor.volumes).hasSize(3);
    }

    @Test
    void canBeRepeatedAfterAFailure() {
        hypervisor.failAt(Step.STOP, Failure.RUNTIME_EXCEPTION);
        assertThatThrownBy(() -> machines.delete("old")).isInstanceOf(IllegalStateException.class);
        assertThat(machines.delete("old").deletedVolumes()).hasSize(2);
    }
}
