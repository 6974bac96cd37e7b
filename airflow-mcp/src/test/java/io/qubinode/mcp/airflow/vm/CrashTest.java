package io.qubinode.mcp.airflow.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.qubinode.mcp.airflow.libvirt.Creation;
import io.qubinode.mcp.airflow.libvirt.MachineOrigin;
import io.qubinode.mcp.airflow.testing.FakeCall;
import io.qubinode.mcp.airflow.testing.FakeHypervisor;
import io.qubinode.mcp.airflow.testing.FakeHypervisor.Failure;
import io.qubinode.mcp.airflow.testing.FakeHypervisor.Step;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a service was making when it was killed is undone by the next one, and nothing else. */
class CrashTest {

    @TempDir
    Path folder;

    private final FakeHypervisor hypervisor = new FakeHypervisor();
    private Set<String> before;

    /** Nothing of the service runs after it. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    @BeforeEach
    void anImageIsThere() {
        hypervisor.addVolume("centos.qcow2", Optional.empty());
        before = hypervisor.everything();
    }

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"CREATE_DISK", "CREATE_VOLUME", "DEFINE", "START", "MACHINE"})
    void undoesWhatWasMadeUntilThen(Step step) {
        killedAt(step, () -> {});
        assertThat(recovered()).isEqualTo(before);
    }

    /** The seed's content was on its way. */
    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"DEFINE", "START"})
    void knowsASeedThatIsHalfWritten(Step step) {
        killedAt(
                step,
                () -> java.util.Arrays.fill(
                        hypervisor.contents.get("new.ISO"), 40_000, hypervisor.contents.get("new.ISO").length, (byte)
                                0));
        assertThat(recovered()).isEqualTo(before);
    }

    /** libvirt ends what it was asked for, though nobody waits for it any more. */
    @Test
    void undoesWhatLibvirtStillMadeAfterTheNextStart() {
        killedAt(Step.DEFINE, () -> {});
        var machines = new Machines(hypervisor, folder, Duration.ofSeconds(5));
        String id = machines.journal.read().getFirst().id();
        machines.undo.recover();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> hypervisor.everything().equals(before));
        hypervisor.addMachine("new");
        hypervisor.origins.put(
                "new", new MachineOrigin(Optional.of(new Creation(id, "alice", Map.of(), List.of())), true, List.of()));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> hypervisor.everything().equals(before));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> machines.journal.read().isEmpty());
    }

    @Test
    void leavesWhatAnotherServiceIsStillMaking() {
        var first = new Machines(hypervisor, folder);
        first.undo.recover();
        killedAt(Step.START, () -> {});
        Set<String> half = hypervisor.everything();
        assertThat(new Machines(hypervisor, folder).journal.left()).isEmpty();
        assertThat(hypervisor.everything()).isEqualTo(half).isNotEqualTo(before);
    }

    @Test
    void leavesAMachineThatSomebodyElseMadeSince() {
        killedAt(Step.DEFINE, () -> {});
        hypervisor.addMachine("new", FakeHypervisor.disk("disk", "new_0.img", true));
        assertThat(recovered()).contains("RUNNING new", "new_0.img").doesNotContain("new.ISO");
    }

    @Test
    void leavesVolumesThatAreNotThoseItMade() {
        killedAt(Step.DEFINE, () -> {
            hypervisor.addVolume("new_0.img", Optional.of("centos.qcow2"));
            hypervisor.contents.put("new.ISO", "another seed".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        });
        assertThat(recovered()).contains("new_0.img", "new.ISO");
    }

    @Test
    void leavesAMachineThatWasMadeToItsEnd() {
        new Machines(hypervisor, folder).create(new Asking("new").build(), new FakeCall());
        Set<String> whole = hypervisor.everything();
        assertThat(recovered()).isEqualTo(whole);
    }

    @Test
    void makesNothingThatItCannotNote() throws Exception {
        Files.writeString(folder.resolve("journal"), "a file where the folder would be");
        var machines = new Machines(hypervisor, folder);
        assertThatThrownBy(() -> machines.create(new Asking("new").build(), new FakeCall()))
                .hasMessageContaining("cannot be recorded");
        assertThat(hypervisor.everything()).isEqualTo(before);
        Files.delete(folder.resolve("journal"));
        assertThat(machines.create(new Asking("new").build(), new FakeCall()).name())
                .isEqualTo("new");
    }

    @Test
    void doesNotStumbleOverAFileThatIsNoJournal() throws Exception {
        killedAt(Step.START, () -> {});
        Files.writeString(folder.resolve("journal/x.json"), "{\"id\": 7, ");
        var machines = new Machines(hypervisor, folder);
        machines.undo.recover();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> hypervisor.everything().equals(before));
    }

    private void killedAt(Step step, Runnable meanwhile) {
        var machines = new Machines(hypervisor, folder);
        hypervisor.failAt(step, Failure.REFUSED);
        hypervisor.meanwhile = () -> {
            meanwhile.run();
            machines.undo.stop();
            throw new Killed();
        };
        assertThatThrownBy(() -> machines.create(new Asking("new").build(), new FakeCall()))
                .isInstanceOf(Killed.class);
    }

    /** What there is after the next start. */
    private Set<String> recovered() {
        var machines = new Machines(hypervisor, folder);
        machines.undo.recover();
        await().atMost(Duration.ofSeconds(20))
                .pollDelay(Duration.ZERO)
                .until(() -> machines.journal.read().isEmpty());
        return hypervisor.everything();
    }
}
