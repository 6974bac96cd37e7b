package io.qubinode.mcp.airflow.vm;

import static io.qubinode.mcp.airflow.testing.FakeHypervisor.disk;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.qubinode.mcp.airflow.libvirt.MachineDetails.Interface;
import io.qubinode.mcp.airflow.libvirt.MachineState;
import io.qubinode.mcp.airflow.testing.FakeCall;
import io.qubinode.mcp.airflow.testing.FakeHypervisor;
import io.qubinode.mcp.airflow.testing.FakeHypervisor.Failure;
import io.qubinode.mcp.airflow.testing.FakeHypervisor.Step;
import io.qubinode.mcp.airflow.vm.VmTools.Created;
import io.qubinode.mcp.airflow.vm.VmTools.WaitFor;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A machine is made whole or not at all, and nothing that is somebody else's goes with what is undone. */
class CreationTest {

    private static final List<Step> STEPS = List.of(
            Step.CAPACITY,
            Step.MACHINES,
            Step.VOLUMES,
            Step.CREATE_DISK,
            Step.CREATE_VOLUME,
            Step.DEFINE,
            Step.START,
            Step.MACHINE);

    private final FakeHypervisor hypervisor = new FakeHypervisor();
    private Machines machines;
    private final FakeCall call = new FakeCall();

    @BeforeEach
    void othersAreThere(@TempDir Path folder) {
        machines = new Machines(hypervisor, folder);
        hypervisor.addVolume("centos.qcow2", Optional.empty());
        hypervisor.addVolume("other_0.img", Optional.of("centos.qcow2"));
        hypervisor.addVolume("other.ISO", Optional.empty());
        hypervisor.addMachine("other", disk("disk", "other_0.img", true), disk("cdrom", "other.ISO", true));
    }

    static Stream<Arguments> everyStepAndFailure() {
        return STEPS.stream().flatMap(step -> Stream.of(Failure.values()).map(how -> Arguments.of(step, how)));
    }

    @Test
    void removesTheConsoleOfAMachineThatIsUndone() {
        hypervisor.meanwhile = () -> hypervisor.addVolume("new.console.log", Optional.empty());
        hypervisor.failAt(Step.MACHINE, Failure.REFUSED);
        assertThat(catchThrowable(this::create)).isNotNull();
        assertThat(hypervisor.volumes).doesNotContainKey("new.console.log");
    }

    @Test
    void findsTheMachineOnARepeat() {
        create();
        Set<String> before = hypervisor.everything();
        Created again = create();
        assertThat(again.note().orElseThrow()).contains("was there already");
        assertThat(again.state()).contains(MachineState.RUNNING);
        assertThat(hypervisor.everything()).isEqualTo(before);
    }

    @Test
    void doesNotSayOfAMachineThatIsOffThatItIsAsAsked() {
        create();
        hypervisor.stop("new");
        assertThat(create().note().orElseThrow())
                .contains("was there already", "shut_off", "vm_power start")
                .doesNotContain("made as asked");
    }

    @Test
    void readsTheHostOnceForAllChecks() {
        create();
        assertThat(hypervisor.snapshots).isEqualTo(1);
        assertThat(hypervisor.listings).isEqualTo(1);
    }

    @Test
    void saysWhatDiffersFromAMachineOfTheName() {
        create();
        var other = new Asking("new").size(2048, 1, 10).sshKey("ssh-rsa AAAA").build();
        assertThatThrownBy(() -> machines.create(other, call))
                .satisfies(e -> assertThat(code(e)).isEqualTo(ErrorCode.ALREADY_EXISTS))
                .hasMessageContaining("memory is 1024, not 2048")
                .hasMessageContaining("ssh_key is another");
    }

    @Test
    void leavesAMachineOfTheNameThatItDidNotMake() {
        assertThatThrownBy(() -> machines.create(new Asking("other").build(), call))
                .satisfies(e -> assertThat(code(e)).isEqualTo(ErrorCode.ALREADY_EXISTS))
                .hasMessageContaining("not made by this service");
    }

    @Test
    void makesNothingInADryRun() {
        Set<String> before = hypervisor.everything();
        Created plan = machines.create(new Asking("new").dry().build(), call);
        assertThat(plan.state()).isEmpty();
        assertThat(plan.note().orElseThrow())
                .contains("Dry run: nothing was made")
                .contains("14336 MiB");
        assertThat(hypervisor.everything()).isEqualTo(before);
        assertThat(create().state()).isPresent();
    }

    @Test
    void refusesInADryRunWhatDoesNotFit() {
        var asked = new Asking("new").size(1_000_000, 1, 10).dry().build();
        assertThatThrownBy(() -> machines.create(asked, call))
                .satisfies(e -> assertThat(code(e)).isEqualTo(ErrorCode.WRONG_STATE));
    }

    @Test
    void doesNotStartAMachineThatIsToBeStopped() {
        assertThat(machines.create(new Asking("new").stopped().build(), call).state())
                .contains(MachineState.SHUT_OFF);
    }

    /** libvirt that silently makes something else, such as a machine on another network. */
    @Test
    void undoesAMachineThatIsNotTheOneThatWasAskedFor() {
        hypervisor.shrinking = true;
        Set<String> before = hypervisor.everything();
        assertThatThrownBy(this::create).hasMessageContaining("memory is 512 instead of 1024");
        assertThat(hypervisor.everything()).isEqualTo(before);
    }

    @Test
    void answersWithTheAddressThatIsWaitedFor() {
        hypervisor.interfaces =
                List.of(new Interface("52:54:00:00:00:01", Optional.of("default"), List.of("192.168.122.7/24")));
        assertThat(machines.create(new Asking("new").waitFor(WaitFor.ADDRESS).build(), call)
                        .addresses())
                .containsExactly("192.168.122.7");
    }

    @Test
    void keepsAMachineThatDoesNotGetAnAddressInTime() {
        Created created =
                machines.create(new Asking("new").waitFor(WaitFor.ADDRESS).build(), call);
        assertThat(created.note().orElseThrow()).contains("did not get an address in time");
        assertThat(hypervisor.everything()).contains("RUNNING new");
    }

    @Test
    void makesDiskSeedAndMachineAndStartsIt() {
        Created created = create();
        assertThat(created.state()).contains(MachineState.RUNNING);
        assertThat(created.volumes()).containsExactly("new_0.img", "new.ISO");
        assertThat(hypervisor.volumes.get("new_0.img").backing()).contains("centos.qcow2");
        assertThat(hypervisor.everything()).contains("RUNNING new", "new_0.img", "new.ISO");
        assertThat(call.progress()).hasSize(7).last().isEqualTo("running");
    }

    @ParameterizedTest
    @MethodSource("everyStepAndFailure")
    void leavesNothingWhenAStepFails(Step step, Failure how) {
        Set<String> before = hypervisor.everything();
        hypervisor.failAt(step, how);
        assertThat(catchThrowable(this::create)).isNotNull();
        hypervisor.late.countDown();
        assertThat(isGone()).isTrue();
        assertThat(hypervisor.everything()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void leavesNothingWhenTheCallerGivesUp(int looks) {
        Set<String> before = hypervisor.everything();
        call.cancelledAfter(looks);
        assertThatThrownBy(this::create).satisfies(e -> assertThat(code(e)).isEqualTo(ErrorCode.CANCELLED));
        assertThat(isGone()).isTrue();
        assertThat(hypervisor.everything()).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("everyStepAndFailure")
    void canBeRepeatedAfterAFailure(Step step, Failure how) {
        hypervisor.late.countDown();
        hypervisor.failAt(step, how);
        assertThat(catchThrowable(this::create)).isNotNull();
        isGone();
        assertThat(create().name()).isEqualTo("new");
    }

    /** libvirt refuses what is there already; what timed out was somebody else's, if it was not made by us in the end. */
    @ParameterizedTest
    @MethodSource("everyWayToMeetSomebodyElse")
    void leavesWhatSomebodyElseMadeMeanwhile(Step step, Failure how, String volume) {
        hypervisor.failAt(step, how);
        hypervisor.meanwhile = () -> hypervisor.addVolume(volume, Optional.empty());
        hypervisor.late.countDown();
        assertThat(catchThrowable(this::create)).isNotNull();
        isGone();
        assertThat(hypervisor.volumes).containsKey(volume).hasSize(4);
    }

    static Stream<Arguments> everyWayToMeetSomebodyElse() {
        return Stream.of(
                Arguments.of(Step.CREATE_DISK, Failure.REFUSED, "new_0.img"),
                Arguments.of(Step.CREATE_DISK, Failure.TIMEOUT_AND_NEVER_DONE, "new_0.img"),
                Arguments.of(Step.CREATE_VOLUME, Failure.REFUSED, "new.ISO"),
                Arguments.of(Step.CREATE_VOLUME, Failure.TIMEOUT_AND_NEVER_DONE, "new.ISO"));
    }

    @Test
    void doesNotKeepTheCallerWaitingForAHypervisorThatIsTooSlow() {
        hypervisor.failAt(Step.DEFINE, Failure.TIMEOUT_AND_DONE_LATER);
        assertThatThrownBy(this::create)
                .satisfies(e -> assertThat(code(e)).isEqualTo(ErrorCode.BACKEND_TIMEOUT))
                .hasMessageContaining("removes what it made so far as soon as libvirt allows it");
        assertThatThrownBy(this::create).satisfies(e -> assertThat(code(e)).isEqualTo(ErrorCode.WRONG_STATE));
        hypervisor.late.countDown();
        assertThat(isGone()).isTrue();
    }

    @Test
    void triesAgainToUndoWhatCouldNotBe() {
        hypervisor.failAt(Step.START, Failure.REFUSED);
        hypervisor.meanwhile = () -> hypervisor.failAt(Step.DELETE_VOLUME, Failure.REFUSED);
        assertThatThrownBy(this::create)
                .satisfies(e -> assertThat(code(e)).isEqualTo(ErrorCode.BACKEND_REFUSED))
                .hasMessageContaining("It could not be undone yet: libvirt says: no.");
        assertThat(isGone()).isTrue();
        assertThat(hypervisor.everything()).doesNotContain("new.ISO", "new_0.img");
    }

    @Test
    void doesNotCallLeftBehindWhatIsGoneAlready() {
        hypervisor.failAt(Step.START, Failure.REFUSED);
        hypervisor.meanwhile = () -> hypervisor.volumes.remove("new.ISO");
        assertThatThrownBy(this::create).hasMessageNotContaining("could not be undone");
    }

    /** Whether no machine of the name is left once nobody works on it any more. */
    private boolean isGone() {
        ErrorCode code = await().atMost(Duration.ofSeconds(30))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .until(
                        () -> {
                            ToolException e = catchThrowableOfType(ToolException.class, () -> machines.delete("new"));
                            return e == null ? ErrorCode.INTERNAL : code(e);
                        },
                        found -> found != ErrorCode.WRONG_STATE);
        return code == ErrorCode.NOT_FOUND;
    }

    private Created create() {
        return machines.create(new Asking("new").build(), call);
    }

    private static ErrorCode code(Throwable e) {
        return ((ToolException) e).error().code();
    }
}
